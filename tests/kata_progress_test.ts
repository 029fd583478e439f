/** What the katas remember of a learner. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { katas } from "../katas/arcs.ts";
import { Progress } from "../tools/kata/progress.ts";
import { Trouble } from "../tools/kata/trouble.ts";
import { mayUseDisk } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

const [first, second] = katas.map(({ slug }) => slug) as [string, string];

function testProgress(name: string, body: (folder: string) => void) {
  testInFolder(name, mayUseDisk, body);
}

testProgress("who has done nothing is at the first kata", (folder) => {
  const progress = new Progress(folder);
  assertEquals(progress.current, first);
  assert(!progress.hasPassed(first));
});

testProgress("what has been passed and shown is there the next time", (folder) => {
  const progress = new Progress(folder);
  progress.pass(first);
  progress.showHint(second, 2);
  progress.current = second;
  const again = new Progress(folder);
  assert(again.hasPassed(first));
  assertEquals(again.passedAt(first), progress.passedAt(first));
  assertEquals(again.hintsShown(second), 2);
  assertEquals(again.current, second);
});

testProgress("a lower level of hints does not take back a higher one", (folder) => {
  const progress = new Progress(folder);
  progress.showHint(first, 3);
  progress.showHint(first, 1);
  assertEquals(progress.hintsShown(first), 3);
});

testProgress("passing again does not change the day", (folder) => {
  const day = "2020-02-02T00:00:00.000Z";
  Deno.writeTextFileSync(
    `${folder}/progress.json`,
    JSON.stringify({ katas: { [first]: { passed: day } } }),
  );
  const progress = new Progress(folder);
  progress.pass(first);
  assertEquals(progress.passedAt(first)?.toISOString(), day);
});

testProgress("katas of another version are kept", (folder) => {
  const file = `${folder}/progress.json`;
  const passed = "2020-02-02T00:00:00.000Z";
  Deno.writeTextFileSync(file, JSON.stringify({ current: "gone", katas: { gone: { passed } } }));
  const progress = new Progress(folder);
  assertEquals(progress.current, first);
  progress.pass(first);
  assertEquals(JSON.parse(Deno.readTextFileSync(file)).katas.gone, { passed });
});

for (const damaged of ['{"current": "meet-dev', "[]", "null", '{"katas": 3, "current": 4}', ""]) {
  testProgress(`a damaged file (${damaged}) is put aside, and not in the way`, (folder) => {
    const file = `${folder}/progress.json`;
    Deno.writeTextFileSync(file, damaged);
    const progress = new Progress(folder);
    progress.pass(first);
    assert(new Progress(folder).hasPassed(first));
  });
}

testProgress("a file that cannot be parsed is kept beside the new one", (folder) => {
  const damaged = '{"current": "meet-dev';
  Deno.writeTextFileSync(`${folder}/progress.json`, damaged);
  new Progress(folder).pass(first);
  assertEquals(Deno.readTextFileSync(`${folder}/progress.json.damaged`), damaged);
});

testProgress("entries that make no sense are left out, the others stay", (folder) => {
  const katas = { [first]: { passed: "soon", hints: -1 }, [second]: { hints: 2 }, other: null };
  Deno.writeTextFileSync(`${folder}/progress.json`, JSON.stringify({ katas }));
  const progress = new Progress(folder);
  assert(!progress.hasPassed(first));
  assertEquals(progress.hintsShown(first), 0);
  assertEquals(progress.hintsShown(second), 2);
});

testProgress("where nothing can be written, the error says so in a sentence", (folder) => {
  Deno.writeTextFileSync(`${folder}/file`, "");
  const progress = new Progress(`${folder}/file`);
  const { message } = assertThrows(() => progress.pass(first), Trouble);
  assertStringIncludes(message, "Cannot keep your progress");
});

testProgress("the next kata is the first open one behind, then before", (folder) => {
  const progress = new Progress(folder);
  const requiring = katas.find(({ requires }) => requires.length > 0)!;
  assertEquals(progress.isOpen(requiring.slug), false);
  assertEquals(progress.missing(requiring.slug), requiring.requires);
  for (const { slug } of katas) {
    const next = progress.next();
    assert(next !== undefined && progress.isOpen(next), `after ${slug}`);
    progress.pass(next);
  }
  assertEquals(progress.next(), undefined);
});

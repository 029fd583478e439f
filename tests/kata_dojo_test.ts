/** The folder in which a learner works. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Dojo, forLearner } from "../tools/kata/dojo.ts";
import { Trouble } from "../tools/kata/trouble.ts";
import { mayUseDisk } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

function testDojo(name: string, body: (dojo: Dojo, folder: string) => void) {
  testInFolder(name, mayUseDisk, (folder) => body(new Dojo(`${folder}/dojo`), folder));
}

Deno.test("a learner's file imports their own earlier answers, and what katas share", () => {
  const starter = `// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../children/solution.ts";
import { type BufferOptions } from '../register-buffer/solution.ts';
import { layersFor } from "../support/layers.ts";
`;
  assertEquals(
    forLearner(starter, "../katas"),
    `import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "./children.ts";
import { type BufferOptions } from './register-buffer.ts';
import { layersFor } from "../katas/support/layers.ts";
`,
  );
});

testDojo("starting writes the starter, and stand-ins for answers that are not there", (dojo) => {
  dojo.start("register-buffer");
  const source = dojo.read("register-buffer")!;
  assertStringIncludes(source, "Implement registerBuffer: see README");
  assertStringIncludes(source, 'from "./children.ts"');
  assertMatch(dojo.read("children")!, /^export \* from "[./]*.*\/children\/solution\.ts";$/m);
  assert(dojo.hasStarted("register-buffer"));
  assert(!dojo.hasStarted("children"), "a stand-in is nobody's own answer");
});

testDojo("starting again does not touch what the learner has written", (dojo) => {
  dojo.start("register-buffer");
  for (const slug of ["register-buffer", "children"]) {
    Deno.writeTextFileSync(dojo.fileOf(slug), "// mine\n");
  }
  dojo.start("register-buffer");
  dojo.start("children");
  assertEquals(dojo.read("register-buffer"), "// mine\n");
  assertEquals(dojo.read("children"), "// mine\n");
});

testDojo("a stand-in makes way for the starter", (dojo) => {
  dojo.start("register-buffer");
  dojo.start("children");
  assert(dojo.hasStarted("children"));
  assertStringIncludes(dojo.read("children")!, "Implement ");
  assertNotMatch(dojo.read("children")!, /stands in/);
});

testDojo("a stand-in that is gone comes back for whoever imports it", (dojo) => {
  dojo.start("register-buffer");
  Deno.removeSync(dojo.fileOf("children"));
  dojo.lend("register-buffer");
  assertStringIncludes(dojo.read("children")!, "stands in");
});

testDojo("each reset keeps a backup of its own", (dojo) => {
  dojo.start("register-buffer");
  const starter = dojo.read("register-buffer")!;
  for (const n of [1, 2]) {
    Deno.writeTextFileSync(dojo.fileOf("register-buffer"), `// attempt ${n}\n`);
    const backup = dojo.reset("register-buffer")!;
    assertEquals(backup, `${dojo.folder}/backups/register-buffer.${n}.ts`);
    assertEquals(dojo.read("register-buffer"), starter);
  }
  for (const n of [1, 2]) {
    const backup = `${dojo.folder}/backups/register-buffer.${n}.ts`;
    assertEquals(Deno.readTextFileSync(backup), `// attempt ${n}\n`);
  }
});

testDojo("resetting what is untouched, a stand-in or gone leaves no backup", (dojo) => {
  dojo.start("register-buffer");
  assertEquals(dojo.reset("register-buffer"), undefined);
  assertEquals(dojo.reset("children"), undefined);
  assert(dojo.hasStarted("children"));
  Deno.removeSync(dojo.fileOf("register-buffer"));
  assertEquals(dojo.reset("register-buffer"), undefined);
  assert(dojo.hasStarted("register-buffer"));
});

testDojo(
  "a kata that does not exist, and a disk that refuses, are told in a sentence",
  (dojo, folder) => {
    assertEquals(
      assertThrows(() => dojo.start("nope"), Trouble).message,
      'There is no kata "nope".',
    );
    Deno.writeTextFileSync(`${folder}/file`, "");
    const { message } = assertThrows(() => new Dojo(`${folder}/file`).start("children"), Trouble);
    assertMatch(message, /^Cannot write .*children\.ts: /);
  },
);

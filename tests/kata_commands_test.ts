/** `deno task kata` in pipes. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { katas } from "../katas/arcs.ts";
import { inRoot, root } from "../tools/kata/places.ts";
import { solve } from "./support/kata.ts";
import { mayRunTools } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

/** Runs the runner on a dojo of its own. */
async function kata(dojo: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", inRoot("tools/kata/main.ts"), ...args],
    cwd: root,
    env: { HIBANA_DOJO: dojo, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

testInFolder(
  "a kata is red, then green, and then shows its solution and goes on",
  mayRunTools,
  async (dojo) => {
    const { slug } = katas[0]!;
    const others = katas.slice(1);
    const red = await kata(dojo);
    assertEquals(red.code, 1);
    assertMatch(
      red.stdout,
      new RegExp(`^${slug}: .*\n.*${slug}\\.ts, lesson: katas/${slug}/README\\.md`),
    );
    assertMatch(red.stdout, /✗ .*\n\n {2}Implement \w+: see README/);
    const secret = await kata(dojo, "solution");
    assertEquals(secret.code, 1);
    assertStringIncludes(secret.stderr, "shown once yours holds");
    solve(dojo, slug);
    const green = await kata(dojo);
    assertEquals(green.code, 0, green.stdout);
    assertMatch(green.stdout, /✓ All \d+ sentences hold\./);
    assertStringIncludes((await kata(dojo, "solution")).stdout, "Why it works");
    assertMatch((await kata(dojo, "list")).stdout, new RegExp(`▸ ✓ ${slug} `));
    const next = await kata(dojo, "next");
    assertEquals(next.code, 0);
    assert(others.some((other) => next.stdout.startsWith(`${other.slug}: `)), next.stdout);
  },
);

testInFolder(
  "each hint says more than the one before, and the last stays",
  mayRunTools,
  async (dojo) => {
    const levels: string[] = [];
    for (let i = 0; i < 4; i++) levels.push((await kata(dojo, "hint")).stdout.slice(0, 11));
    assertEquals(levels, ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]);
    assertMatch((await kata(dojo, "hint", "1")).stdout, /^Hint 1 of 3 for /);
    assertEquals((await kata(dojo, "hint", "4")).code, 1);
  },
);

testInFolder(
  "what goes wrong is told in a sentence, without a stack",
  mayRunTools,
  async (dojo) => {
    Deno.writeTextFileSync(`${dojo}/file`, "");
    for (
      const [folder, ...args] of [
        [`${dojo}/file`, "check"],
        [`${dojo}/file`, "report"],
        [dojo, "check", "nope"],
        [dojo, "reset", "nope"],
        [dojo, "new", "Not-A-Slug"],
      ] as [string, ...string[]][]
    ) {
      const { code, stderr } = await kata(folder, ...args);
      assertEquals(code, 1);
      assertMatch(stderr, /^[^\n]+\n$/);
      assertNotMatch(stderr, /\bat |error:/);
    }
    const unknown = await kata(dojo, "dance");
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.stderr, "deno task kata hint");
  },
);

testInFolder(
  "the report draws the device map on the learner's Module, or says that it is not theirs",
  mayRunTools,
  async (dojo) => {
    const before = await kata(dojo, "report");
    assertStringIncludes(before.stdout, "The Module is the solution's: yours has no to() yet");
    const slug = "module-to";
    await kata(dojo, "check", slug);
    solve(dojo, slug);
    assertEquals((await kata(dojo, "check", slug)).code, 0);
    const after = await kata(dojo, "report");
    assertStringIncludes(
      after.stdout,
      "The Module is yours, from module-to to module-to; below that",
    );
    const page = Deno.readTextFileSync(`${dojo}/report.md`);
    assertMatch(page, /\| `mask` \| buffer \| \[6, 6\] \| cpu \| (sim|webgpu):0 \|/);
    assertMatch(page, new RegExp(`\\| ${slug} \\| .* \\| \\d{4}-\\d\\d-\\d\\d \\|`));
    assertMatch(
      Deno.readTextFileSync(`${dojo}/report.svg`),
      /^<svg [^]*W_query\.weight[^]*<\/svg>\n$/,
    );
    // What they have passed may be broken since.
    Deno.writeTextFileSync(`${dojo}/${slug}.ts`, "export class Module {}\n");
    assertStringIncludes((await kata(dojo, "report")).stdout, "could not be built and moved.");
  },
);

/** How an answer to a kata is checked, whatever it does. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Checker, holds, type Outcome } from "../tools/kata/checker.ts";
import { Dojo } from "../tools/kata/dojo.ts";
import { MARK, Reader } from "../tools/kata/protocol.ts";
import { checkTypes } from "../tools/kata/types.ts";
import { solve } from "./support/kata.ts";
import { mayRunTools } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

const SLUG = "register-buffer";

/** How long a loop may go on here, in milliseconds. */
const IMPATIENT = 2000;

/** The line of the solution behind which something is put, and where that stands then. */
const ANCHOR = "    this._buffers.set(name, tensor);\n";

/** A case: what is put into the right answer, and what its outcome should be. */
function testAnswer(
  name: string,
  change: (solution: string) => string,
  body: (outcome: Outcome, line: (text: string) => number, file: string) => void | Promise<void>,
  limit?: number,
) {
  testInFolder(name, mayRunTools, async (folder) => {
    const dojo = new Dojo(folder);
    dojo.start(SLUG);
    const file = dojo.fileOf(SLUG);
    const answer = solve(folder, SLUG, change);
    const outcome = await new Checker(SLUG, file).run(() => {}, limit);
    await body(outcome, (text) => answer.split("\n").findIndex((l) => l.includes(text)) + 1, file);
  });
}

/** Puts a line behind the anchor. */
function adding(text: string): (solution: string) => string {
  return (solution) => solution.replace(ANCHOR, `${ANCHOR}    ${text}\n`);
}

/** The first sentence that fails. */
function first(outcome: Outcome) {
  const [failure] = outcome.failed;
  assert(failure !== undefined, "nothing failed");
  return failure;
}

testAnswer("a right answer holds every sentence", (solution) => solution, (outcome) => {
  assert(holds(outcome));
  assertEquals(outcome.held.length, outcome.names.length);
});

testInFolder(
  "a starter fails with what is to be written, and its line",
  mayRunTools,
  async (folder) => {
    const dojo = new Dojo(folder);
    dojo.start(SLUG);
    const outcome = await new Checker(SLUG, dojo.fileOf(SLUG)).run();
    const { fault } = first(outcome);
    assertEquals(fault.kind, "gap");
    assertEquals(fault.message, "Implement registerBuffer: see README");
    const gap = dojo.read(SLUG)!.split("\n").findIndex((line) => line.includes("Implement reg"));
    assertEquals(fault.at?.line, gap + 1);
    assertEquals(fault.at?.file, dojo.fileOf(SLUG));
  },
);

testAnswer(
  "an answer that fails as a mutant does is recognised",
  (solution) => solution.replace("if (options.persistent ?? true)", "if (true)"),
  (outcome) => assertMatch(outcome.mutant ?? "none", /mutants\/always_persistent\.ts$/),
);

testAnswer(
  "an answer that fails in a way of its own is not recognised",
  (solution) => solution.replace("this._buffers.set(name, tensor);", "this._transient.add(name);"),
  (outcome) => {
    assert(outcome.failed.length > 0);
    assertEquals(outcome.mutant, undefined);
  },
);

testAnswer(
  "a loop that never ends is stopped, and its line is found",
  adding("let spins: number = 0;\n\n    while (true) spins++;"),
  (outcome, line) => {
    const { fault } = first(outcome);
    assertEquals(fault.kind, "loop");
    assertEquals(fault.at?.line, line("while (true)"));
  },
  IMPATIENT,
);

testAnswer(
  "a loop that never ends inside the library's code leads to the line that calls it",
  adding("for (;;) tensor?.add(1);"),
  (outcome, line) => assertEquals(first(outcome).fault.at?.line, line("for (;;)")),
  IMPATIENT,
);

testAnswer(
  "a loop that never ends while the file is loaded is found, too",
  (solution) => `${solution}\nwhile (true);\n`,
  ({ broken }, line) => {
    assertEquals(broken?.kind, "loop");
    assertEquals(broken?.at?.line, line("while (true)"));
  },
  IMPATIENT,
);

testAnswer(
  "a syntax error is shown as such, with its line",
  adding("retrun 5 +;"),
  ({ broken }, line) => {
    assertEquals(broken?.kind, "syntax");
    assertEquals(broken?.at?.line, line("retrun"));
  },
);

testAnswer(
  "an import of something that is not there is shown as such, with its line",
  (solution) => solution.replace("{ Module as Base }", "{ Modul as Base }"),
  ({ broken }, line) => {
    assertEquals(broken?.kind, "import");
    assertStringIncludes(broken!.message, "Modul");
    assertEquals(broken?.at?.line, line("Modul as Base"));
  },
);

testAnswer("a file that exports nothing is told what to export", () => "", ({ broken }) => {
  assertEquals(broken?.message, "Your file should export Module.");
});

testAnswer(
  "an error that the answer throws is quoted, with its line",
  adding("(this as unknown as { nope: Map<string, string> }).nope.clear();"),
  (outcome, line) => {
    const { fault } = first(outcome);
    assertEquals(fault.kind, "error");
    assertMatch(fault.message, /^TypeError: Cannot read properties of undefined/);
    assertEquals(fault.at?.line, line(".nope.clear()"));
  },
);

testAnswer(
  "a rejection that nobody handles is shown as such, with its line",
  adding('Promise.reject(new RangeError("lost"));'),
  (outcome, line) => {
    const { fault } = first(outcome);
    assertEquals(fault.kind, "rejection");
    assertEquals(fault.message, "RangeError: lost");
    assertEquals(fault.at?.line, line("Promise.reject"));
  },
);

testAnswer(
  "a promise that nobody settles is shown as such",
  (solution) => `await new Promise(() => {});\n${solution}`,
  ({ broken }) => assertEquals(broken?.kind, "waiting"),
);

testAnswer("an answer that ends the process is found out", adding("Deno.exit(3);"), (outcome) => {
  const { fault } = first(outcome);
  assertEquals(fault.kind, "ended");
  assertStringIncludes(fault.message, "exit code 3");
});

testAnswer(
  "what the answer prints is kept apart from what the runner says",
  adding('console.log("registered", name);'),
  (outcome) => {
    assert(holds(outcome));
    assertMatch(outcome.printed, /^registered mask\n/);
  },
);

testAnswer(
  "a type error comes with its line, though the answer holds",
  adding("const wrong: string = 5;"),
  async (outcome, line, file) => {
    assert(holds(outcome));
    const [objection] = await checkTypes([file]) ?? [];
    assertStringIncludes(objection!.message, "'number' is not assignable to type 'string'");
    assertEquals(objection!.at.line, line("const wrong"));
  },
);

Deno.test("messages are told from what is printed, however the output is cut into pieces", () => {
  const output = `one${MARK}{"type":"held","index":1}\ntwo\n${MARK}{"type":"done"}\nthree`;
  for (let size = 1; size <= output.length; size++) {
    const reader = new Reader();
    const types: string[] = [];
    let printed = "";
    for (let at = 0; at < output.length; at += size) {
      const read = reader.read(output.slice(at, at + size));
      types.push(...read.messages.map(({ type }) => type));
      printed += read.printed;
    }
    assertEquals(types, ["held", "done"]);
    assertEquals(printed, "onetwo\nthree");
  }
});

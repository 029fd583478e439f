/** What the makers of katas are told. */
import { assertArrayIncludes, assertEquals, assertStringIncludes } from "@std/assert";
import { judge } from "../tools/kata/judgement.ts";
import { leaks } from "../tools/kata/leaks.ts";
import { parseHints } from "../tools/kata/lesson.ts";
import type { Fault } from "../tools/kata/protocol.ts";
import type { Trials } from "../tools/kata/trial.ts";

const gap: Fault = { kind: "gap", message: "Implement x: see README" };
const wrong: Fault = { kind: "assertion", message: "x should be 1, but got 2" };
const other: Fault = { kind: "assertion", message: "x should be 1, but got 3" };
const thrown: Fault = { kind: "error", message: "TypeError: x is undefined" };

/** A kata that is as it should be. */
const good: Trials = {
  names: ["first", "second"],
  devices: ["cpu"],
  starter: [gap, gap],
  solution: [null, null],
  inDojo: [null, null],
  mutants: { "/m/a.ts": [wrong, null], "/m/b.ts": [null, wrong], "/m/c.ts": [other, null] },
};

Deno.test("a kata that fails, passes and catches wrong answers is as it should be", () => {
  assertEquals(judge(good), { problems: [], killed: 3 });
});

const bad: [string, Partial<Trials>, string][] = [
  [
    "a starter that fails for another reason than its gap",
    { starter: [thrown, gap] },
    `the starter's first failure is no "Implement ...": TypeError: x is undefined`,
  ],
  [
    "a starter whose first sentence holds",
    { starter: [null, gap] },
    `the starter's first failure is no "Implement ...": it holds`,
  ],
  [
    "a solution that fails",
    { solution: [null, wrong] },
    `the solution fails "second": x should be 1, but got 2`,
  ],
  [
    "a solution that fails where learners have it",
    { inDojo: [wrong, null] },
    `the solution in a dojo fails "first": x should be 1, but got 2`,
  ],
  [
    "a mutant that no sentence catches",
    { mutants: { ...good.mutants, "/m/d.ts": [null, null] } },
    "the mutant d.ts passes",
  ],
  [
    "a mutant that crashes before a sentence catches it",
    { mutants: { ...good.mutants, "/m/d.ts": [thrown, thrown] } },
    "the mutant d.ts fails by no sentence, but: TypeError: x is undefined",
  ],
  [
    "mutants that nobody could tell apart",
    { mutants: { ...good.mutants, "/m/d.ts": [wrong, null] } },
    "the mutants a.ts and d.ts fail alike",
  ],
  ["a specification without sentences", { names: [] }, "specification.ts has no sentence"],
  ["two sentences of one name", { names: ["same", "same"] }, "two sentences have one name"],
];

for (const [what, change, problem] of bad) {
  Deno.test(`${what} is found`, () => {
    assertArrayIncludes(judge({ ...good, ...change }).problems, [problem]);
  });
}

const SOLUTION = `export class Module extends Base {
  /** Remembers. */
  registerBuffer(
    name: string,
    tensor: Tensor,
  ): void {
    this._buffers.set(name, tensor);
    this[name] = tensor;
  }

  /** Walks over a list that all modules have. */
  namedBuffers(): Entry[] {
    return this.namedModules().flatMap(entries);
  }
}
`;

const STARTER = `export class Module extends Base {
  /** Remembers. */
  registerBuffer(
    name: string,
    tensor: Tensor,
  ): void {
    throw new Error("Implement registerBuffer: see README");
  }

  /** Walks over a list that all modules have. */
  namedBuffers(): Entry[] {
    throw new Error("Implement namedBuffers: see README");
  }
}
`;

Deno.test("signatures and comments that starter and solution share give nothing away", () => {
  assertEquals(leaks(STARTER, SOLUTION), []);
});

Deno.test("a line of the solution that stands in the starter, also in a comment, is found", () => {
  const code = STARTER.replace("/** Remembers. */", "/** this._buffers.set(name, tensor); */");
  assertEquals(leaks(code, SOLUTION), ["this._buffers.set(name, tensor);"]);
  const comment = `${STARTER}// return this.namedModules().flatMap(entries);\n`;
  assertEquals(leaks(comment, SOLUTION), ["return this.namedModules().flatMap(entries);"]);
});

Deno.test("what a gap's own function begins with is given on purpose", () => {
  const given = STARTER.replace(
    '    throw new Error("Implement registerBuffer',
    '    this._buffers.set(name, tensor);\n    throw new Error("Implement registerBuffer',
  );
  assertEquals(leaks(given, SOLUTION), []);
});

Deno.test("functions and values are looked at, as methods are", () => {
  const solution = "export const triple = (x: number): number => {\n" +
    "  const threeTimes = x + x + x;\n  return threeTimes;\n};\n";
  const starter = "// const threeTimes = x + x + x;\n" +
    "export const triple = (x: number): number => {\n" +
    '  throw new Error("Implement triple: see README");\n};\n';
  assertEquals(leaks(starter, solution), ["const threeTimes = x + x + x;"]);
});

Deno.test("hints are the sections of their page", () => {
  const hints = parseHints(
    "# Hints\n\nIntro.\n\n## A nudge\n\nOne.\n\n## The idea\n\nTwo.\n\nMore.\n",
  );
  assertEquals(hints.map(({ title }) => title), ["A nudge", "The idea"]);
  assertStringIncludes(hints[1]!.text, "Two.\n\nMore.");
});

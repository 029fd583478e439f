import { assertEquals, AssertionError, assertThrows } from "@std/assert";
import { type MiniModule, specification } from "../katas/register-buffer/specification.ts";
import { Module as Solution } from "../katas/register-buffer/solution.ts";
import { Module as CountedAsParameter } from "../katas/register-buffer/mutants/counted_as_parameter.ts";
import { Module as EverythingMoves } from "../katas/register-buffer/mutants/everything_moves.ts";
import { Module as PlainAttribute } from "../katas/register-buffer/mutants/plain_attribute.ts";
import { Module as SideList } from "../katas/register-buffer/mutants/side_list.ts";
import { Module as StaleAttribute } from "../katas/register-buffer/mutants/stale_attribute.ts";

type Kind = new () => MiniModule;

/** Names of the sentences that an answer does not fulfil. */
function broken(Module: Kind): string[] {
  return specification.filter(({ check }) => {
    try {
      check(Module);
      return false;
    } catch (error) {
      if (error instanceof AssertionError) return true;
      throw error;
    }
  }).map(({ name }) => name);
}

Deno.test("the kata's solution fulfils every sentence", () => {
  assertEquals(broken(Solution as Kind), []);
});

const mutants: [string, Kind, RegExp][] = [
  ["a side list only", SideList as Kind, /is an attribute of the module/],
  ["a plain attribute", PlainAttribute as Kind, /namedBuffers lists/],
  ["a buffer counted as a parameter", CountedAsParameter as Kind, /is not a parameter/],
  ["a stale attribute", StaleAttribute as Kind, /the attribute is the tensor that moved/],
  ["moving whatever is a tensor", EverythingMoves as Kind, /a plain attribute still stays behind/],
];

for (const [mistake, Mutant, sentence] of mutants) {
  Deno.test(`the kata catches ${mistake}`, () => {
    const found = broken(Mutant);
    assertEquals(found.some((name) => sentence.test(name)), true, `only failed: ${found}`);
  });
}

Deno.test("an empty answer fails with the name of what is missing", () => {
  class Empty {
    [name: string]: unknown;
    registerParameter(): void {}
    namedParameters(): [] {
      return [];
    }
    registerBuffer(): void {
      throw new Error("Implement registerBuffer: see README");
    }
    namedBuffers(): [] {
      return [];
    }
    to(): this {
      return this;
    }
  }
  const [first] = specification;
  assertThrows(() => first!.check(Empty as Kind), AssertionError, "Implement registerBuffer");
});

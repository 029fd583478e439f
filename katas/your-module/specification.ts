/** The library's own sentences about modules, held to the learner's Module. */
import { conformance } from "../../tests/conformance/suite.ts";
import type { Kit } from "../../tests/conformance/kit.ts";
import { expectThrows, expectWorks } from "../support/expect.ts";
import { layersFor } from "../support/layers.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** What the library's tests take: the learner's Module, and layers built on it. */
function kitFor({ Module }: Answer): Kit {
  return { Module, Linear: layersFor(Module).Linear, refuses: expectThrows };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = conformance.map((sentence) => ({
  ...sentence,
  check: (answer, device) =>
    expectWorks(() => sentence.check(kitFor(answer), device), "all that this sentence tries"),
}));

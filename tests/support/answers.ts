/**
 * Puts the questions of tests/fixtures/nn.json to hibana, on every device, and compares its answers with
 * PyTorch's. The caller says how what a question names is called.
 *
 * @module
 */
import { assert } from "@std/assert";
import { type Device, device as deviceOf, manualSeed, rand, Tensor } from "@hibana/hibana";
import { typedArray } from "../../src/tensor/dtype.ts";
import type { Argument } from "./calls.ts";
import { type Case, readCase } from "./case.ts";
import { difference, type Tolerance } from "./closeness.ts";
import { DEVICES, hasGPU } from "./devices.ts";
import { judgeGrads } from "./gradients.ts";
import { build, type Written } from "./operand.ts";

/** Performs the operation that a question names. */
export type Call = (question: Case, args: Argument[], device: Device) => Tensor | Tensor[];

/** How a fixture's questions are put. */
export interface Manner {
  /** Whether the gradients are the results' or their gradients' once more. Default: 1. */
  readonly derivative?: 1 | 2;
  /** How close the results must come. Default: by their dtype. */
  readonly tolerance?: (question: Case) => Tolerance | undefined;
}

/** Results to the last bit. */
export const EXACT: Tolerance = { absolute: 0, relative: 0 };

/**
 * Registers a test for every operation of a fixture on every device; on `meta` it compares shapes.
 *
 * @param lines the fixture
 * @param call performs one operation
 * @param manner which derivatives, how close
 */
export function testAnswers(lines: readonly string[], call: Call, manner: Manner = {}): void {
  const cases = Map.groupBy(lines.map(readCase), ({ op }) => op);
  for (const [op, questions] of cases) {
    for (const name of [...DEVICES, "meta"]) {
      const asked = questions.filter((question) => makesSense(question, name));
      const what = manner.derivative === 2 ? `the second derivative of ${op}` : op;
      Deno.test({
        name: `${what} agrees with PyTorch on ${name} in ${asked.length} cases`,
        ignore: name === "webgpu" && !hasGPU,
        fn() {
          const wrong = asked.flatMap((question) => {
            const complaint = ask(question, deviceOf(name), call, manner);
            return complaint === undefined ? [] : [`${question.line}\n    ${complaint}`];
          });
          assert(wrong.length === 0, `${wrong.length} wrong:\n${wrong.slice(0, 20).join("\n")}`);
        },
      });
    }
  }
}

/** A call that starts from the seed 123, and gives the number drawn next as one more result. */
export function seeded(call: Call): Call {
  return (question, args, device) => {
    manualSeed(123);
    return [call(question, args, device), rand(1, { device })].flat();
  };
}

/** The message is about elements, which tensors on `meta` lack. */
const ABOUT_ELEMENTS = /out of (range|bounds)|p_in|probabilit|n_sample/;

/** Says whether a device can answer: WGSL has no doubles, and meta tensors have no elements. */
function makesSense({ line, error }: Case, device: string): boolean {
  if (device === "webgpu") return !line.includes("float64");
  return device !== "meta" || error === undefined || !ABOUT_ELEMENTS.test(error.message);
}

/** What is wrong with hibana's answer; undefined where it is PyTorch's. */
function ask(question: Case, device: Device, call: Call, manner: Manner): string | undefined {
  const args = question.operands.map((operand): Argument =>
    typeof operand === "object" && operand !== null && "dtype" in operand
      ? build(operand, device.toString())
      : operand
  );
  let results: Tensor[];
  try {
    results = [call(question, args, device)].flat();
    // Some devices notice what is wrong with an index only when they read.
    if (question.error !== undefined && device.type !== "meta") results.forEach((x) => x.toArray());
  } catch (error) {
    return judgeError(question, error, device);
  }
  if (question.results === undefined) return `gives ${results.join(", ")} instead of the error`;
  if (results.length !== question.results.length) return `gives ${results.length} results`;
  for (const [i, wanted] of question.results.entries()) {
    if (results[i]!.device !== device) return `result ${i} is on ${results[i]!.device}`;
    const complaint = difference(results[i]!, rounded(wanted), manner.tolerance?.(question));
    if (complaint !== undefined) return `result ${i} ${complaint}`;
  }
  const leaves = args.filter((x): x is Tensor => x instanceof Tensor && x.requiresGrad);
  return judgeGrads(question, results, leaves, manner.derivative ?? 1);
}

/** The fixture has just the digits that name a number of its dtype: here is that number. */
function rounded(wanted: Written): Written {
  const numbers = typedArray(wanted.dtype, wanted.numbers.length);
  numbers.set(wanted.numbers);
  return { ...wanted, numbers: [...numbers] };
}

function judgeError({ error: wanted }: Case, error: unknown, device: Device): string | undefined {
  if (!(error instanceof Error)) throw error;
  if (wanted === undefined) return `throws ${error.stack}`;
  const [first] = error.message.split("\n");
  const late = device.type === "webgpu" && wanted.name === "IndexError";
  if (error.name === wanted.name && (late || first === wanted.message)) return undefined;
  return `throws ${error.name} ${first}`;
}

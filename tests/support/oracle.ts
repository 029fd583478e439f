/**
 * Puts the questions of a fixture to hibana, on every device, and compares its answers with PyTorch's.
 *
 * @module
 */
import { assert } from "@std/assert";
import { type Device, device as deviceOf, manualSeed, rand, Tensor } from "@hibana/hibana";
import { type Argument, call as callByName } from "./calls.ts";
import { type Case, readCase } from "./case.ts";
import { difference, type Tolerance, zeroDifference } from "./closeness.ts";
import { DEVICES, hasGPU } from "./devices.ts";
import { judgeGrads } from "./gradients.ts";
import { build } from "./operand.ts";
import { readsOf } from "./readbacks.ts";

/** Performs the operation that a question names. */
export type Call = (question: Case, args: Argument[], device: Device) => Tensor | Tensor[];

/**
 * What the gradients of a fixture are: those of the results, or those of their gradients once more. Of
 * what is linear the second are those of the operation on squares.
 */
export type Order = "first" | "second" | "second, of squares";

/** How a fixture's questions are put. */
export interface Manner {
  /** Performs what a question names. Default: the method or function of that name. */
  readonly call?: Call;
  /** What the fixture's gradients are. Default: those of the results. */
  readonly order?: Order;
  /** Where the questions are put. Default: everywhere; on `meta` only shapes and dtypes are compared. */
  readonly devices?: readonly string[];
  /** How close the results must come. Default: by their dtype. */
  readonly tolerance?: (question: Case) => Tolerance | undefined;
}

/** Results to the last bit. */
export const EXACT: Tolerance = { absolute: 0, relative: 0 };

/** A call that starts from the seed 123, and gives the number drawn next as one more result. */
export function seeded(call: Call): Call {
  return (question, args, device) => {
    manualSeed(123);
    return [call(question, args, device), rand(1, { device })].flat();
  };
}

/**
 * Registers a test for every operation of a fixture on every device.
 *
 * @param lines the fixture
 * @param manner who performs the operations, which derivatives, where, how close
 */
export function testAgainstPyTorch(lines: readonly string[], manner: Manner = {}): void {
  const { order = "first", devices = [...DEVICES, "meta"] } = manner;
  for (const [op, questions] of Map.groupBy(lines.map(readCase), (question) => question.op)) {
    for (const device of devices) {
      const asked = questions.filter((question) => makesSense(question, device));
      if (asked.length === 0) continue;
      const what = order === "first" ? op : `${op}, differentiated twice,`;
      Deno.test({
        name: `${what} agrees with PyTorch on ${device} in ${asked.length} cases`,
        ignore: device === "webgpu" && !hasGPU,
        fn() {
          const wrong = asked.flatMap((question) => {
            const complaint = ask(question, deviceOf(device), order, manner);
            return complaint === undefined ? [] : [`${question.line}\n    ${complaint}`];
          });
          assert(wrong.length === 0, `${wrong.length} wrong:\n${wrong.slice(0, 20).join("\n")}`);
        },
      });
    }
  }
}

/** Says whether a device can answer: WGSL has no doubles, and meta tensors have no elements. */
function makesSense(question: Case, device: string): boolean {
  if (device === "webgpu") return !question.line.includes("float64");
  return device !== "meta" || !question.readsElements;
}

/** Operations that IEEE 754 defines, that are odd functions, or that move: they tell -0 from 0. */
const SIGNED_ZEROS: ReadonlySet<string> = new Set([
  ...["neg", "abs", "sign", "floor", "ceil", "trunc", "round", "sqrt", "rsqrt", "reciprocal"],
  ...["add", "sub", "mul", "div", "floorDivide", "remainder", "square", "clone", "where", "copy_"],
  ...["sin", "tan", "asin", "atan", "atan2", "sinh", "tanh", "asinh", "atanh", "erf", "erfinv"],
  ...["expm1", "log1p", "hypot", "frac", "deg2rad", "sgn", "at", "gather", "cat", "to"],
  ...["fmod", "copysign", "nextafter", "trueDivide", "fix"],
  ...["sort", "msort", "topk"],
]);

/** What is wrong with hibana's answer; undefined where it is PyTorch's. */
function ask(question: Case, device: Device, order: Order, manner: Manner): string | undefined {
  const perform = manner.call ?? callByName;
  const operands = question.operands.map((operand): Argument =>
    typeof operand === "object" && operand !== null && "dtype" in operand
      ? build(operand, device.toString())
      : operand
  );
  let results: Tensor[] = [];
  try {
    const given = operands.map((x) =>
      order === "second, of squares" && x instanceof Tensor && x.requiresGrad ? x.mul(x) : x
    );
    const reads = readsOf(device.type, () => {
      results = [perform(question, given, device)].flat();
    });
    if (reads > 0 && !question.mayRead) return `reads the GPU ${reads} times`;
    // Some devices notice what is wrong with an index only when they read.
    if (question.error !== undefined && device.type !== "meta") {
      results.forEach((x) => x.toTypedArray());
    }
  } catch (error) {
    return judgeError(question, error);
  }
  if (question.results === undefined) return `gives ${results.join(", ")} instead of an error`;
  if (results.length !== question.results.length) return `gives ${results.length} results`;
  for (const [i, wanted] of question.results.entries()) {
    const got = results[i]!;
    if (got.device !== device) return `result ${i} is on ${got.device}`;
    const complaint = difference(got, wanted, manner.tolerance?.(question)) ??
      (SIGNED_ZEROS.has(question.op) ? zeroDifference(got, wanted) : undefined);
    if (complaint !== undefined) return `result ${i} ${complaint}`;
  }
  const leaves = operands.filter((x): x is Tensor => x instanceof Tensor && x.requiresGrad);
  return judgeGrads(question, results, leaves, order === "first" ? 1 : 2);
}

function judgeError(question: Case, error: unknown): string | undefined {
  if (!(error instanceof Error)) throw error;
  const wanted = question.error;
  if (wanted === undefined) return `throws ${error.stack}`;
  const [first] = error.message.split("\n");
  if (error.name === wanted.name && first === wanted.message) return undefined;
  return `throws ${error.name} ${first}`;
}

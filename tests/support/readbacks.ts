/**
 * Counts how often the GPU is read, which waits for it: operations must not, behind the user's back.
 *
 * @module
 */
import { device } from "../../src/device/registry.ts";
import type { Backend } from "../../src/device/backend.ts";
import type { WebGPUBackend } from "../../src/device/webgpu/backend.ts";
import type { Plain } from "./case.ts";
import type { Written } from "./operand.ts";

/**
 * Operations that give JavaScript values, whose result's shape depends on elements, or that draw with
 * the generator of the CPU: they have to read, and their documentation says so.
 */
export const READERS: ReadonlySet<string> = new Set([
  ...["equal", "allclose", "isNonzero", "item"],
  ...["bernoulli", "bernoulli_", "multinomial", "rrelu", "rrelu_"],
  ...["unique", "uniqueConsecutive"],
  ...["nonzero", "argwhere", "maskedSelect", "bincount"],
  // For the checks of its weights.
  "cov",
  // Its next step depends on the loss.
  "LBFGS",
]);

/** An operation's arguments, and its options. */
type Condition = (
  operands: readonly (Written | Plain)[],
  options: Readonly<Record<string, unknown>>,
) => boolean;

/** Operations that have to read for some arguments alone. */
export const SOMETIMES_READERS: Readonly<Record<string, Condition>> = {
  // Masks; but not where one value goes to all places of a single one.
  at: ([, ...indices]) => indices.some(isMask),
  setAt: ([, ...rest]) => {
    const value = rest.pop()!;
    const masks = rest.filter(isMask).length;
    const single = !isTensor(value) || value.numbers.length === 1;
    const tensors = rest.filter((x) => isTensor(x) || Array.isArray(x)).length;
    return masks > 0 && !(single && tensors === 1);
  },
  indexPut: ([, ...indices]) => indices.slice(0, -2).some(isMask),
  indexPut_: ([, ...indices]) => indices.slice(0, -2).some(isMask),
  // A condition alone.
  where: (operands) => operands.length === 1,
  // A tensor of repeats.
  repeatInterleave: ([, repeats]) => isTensor(repeats),
  // Classes, or a range, that nobody has named.
  oneHot: ([, classes = -1]) => classes === -1,
  histc: ([, , min = 0, max = 0]) => min === max,
  histogram: ([, bins], { range }) => !isTensor(bins) && range === undefined,
};

function isTensor(operand: Written | Plain | undefined): operand is Written {
  return typeof operand === "object" && operand !== null && "dtype" in operand;
}

function isMask(operand: Written | Plain): boolean {
  if (Array.isArray(operand)) return typeof operand[0] === "boolean";
  return isTensor(operand) && (operand.dtype === "bool" || operand.dtype === "uint8");
}

/** Whether an operation may read its operands. */
export function mayRead(op: string, ...question: Parameters<Condition>): boolean {
  return READERS.has(op) || (SOMETIMES_READERS[op]?.(...question) ?? false);
}

/** How often `body` reads elements back from a device; 0 where reading costs nothing. */
export function readsOf(place: string, body: () => void): number {
  if (place !== "webgpu") {
    body();
    return 0;
  }
  // The registry knows backends by their interface; this one was registered by webgpu/mod.ts.
  const backend = device("webgpu").backend as Backend as WebGPUBackend;
  const before = backend.statistics.reads;
  body();
  return backend.statistics.reads - before;
}

/**
 * The rows of the table of elementwise operations, as the tests of properties call them.
 *
 * @module
 */
import { pointwise, ROWS } from "../../../src/ops/pointwise.ts";
import type { Operand } from "../../../src/ops/row.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import { broadcastable, type Range } from "../sketches.ts";
import type { Specimen, Specimens } from "./specimen.ts";

/** An operand of a row: a tensor of numbers from a range, a plain number, or a tensor of truth values. */
export type Part = Range | number | "truths";

const ANY: Range = [-3, 3];
const POSITIVE: Range = [0.3, 3];
const INSIDE: Range = [-0.9, 0.9];
const CHANCE: Range = [0.1, 0.9];

/** Rows that are not defined for all numbers, or whose last operands are numbers. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  addScaled: [ANY, ANY, 0.7],
  subScaled: [ANY, ANY, 0.7],
  div: [ANY, POSITIVE],
  floorDivide: [ANY, [0.5, 3]],
  truncDivide: [ANY, [0.5, 3], 32],
  remainder: [ANY, [0.5, 3]],
  fmod: [ANY, [0.5, 3]],
  pow: [POSITIVE, ANY],
  sqrt: [POSITIVE],
  rsqrt: [POSITIVE],
  reciprocal: [POSITIVE],
  nextafter: [ANY, ANY, 32],
  lerp: [ANY, ANY, ANY],
  addcmul: [ANY, ANY, ANY, 0.7],
  addcdiv: [ANY, ANY, POSITIVE, 0.7],
  log: [POSITIVE],
  log1p: [[-0.7, 3]],
  log2: [POSITIVE],
  log10: [POSITIVE],
  tan: [[-1.2, 1.2]],
  asin: [INSIDE],
  acos: [INSIDE],
  atan2: [ANY, POSITIVE],
  acosh: [[1.2, 3]],
  atanh: [INSIDE],
  hypot: [ANY, POSITIVE],
  erfinv: [INSIDE],
  ndtri: [CHANCE],
  lgamma: [POSITIVE],
  digamma: [POSITIVE],
  polygamma: [POSITIVE, 2, -2],
  zeta: [3.5, POSITIVE],
  logit: [CHANCE],
  xlogy: [ANY, POSITIVE],
  xlog1py: [ANY, [-0.7, 3]],
  entr: [POSITIVE],
  hardtanh: [ANY, -1, 1],
  threshold: [ANY, 0.5, -2],
  elu: [ANY, 1.5],
  celu: [ANY, 1.5],
  leakyRelu: [ANY, 0.1],
  hardshrink: [ANY, 0.5],
  softshrink: [ANY, 0.5],
  softplus: [ANY, 1.5, 2],
  isclose: [ANY, ANY, 0.1, 0.1, 0],
  nanToNum: [ANY, 7, 8, 9],
  heaviside: [ANY, ANY],
  where: ["truths", ANY, ANY],
  maskedFill: [ANY, "truths", 0.5],
};

/** The operands of a row. */
export function partsOf(name: string): readonly Part[] {
  const row = ROWS[name]!;
  return PARTS[name] ?? Array.from({ length: row.kernel.operands }, () => ANY);
}

/** Rows that say that they have no gradient. */
const STEPS: ReadonlySet<string> = new Set(["heaviside", "nextafter"]);

/** The row of that name, called by tensors in place of all that is no number. */
function specimenOf(name: string): Specimen {
  const parts = partsOf(name);
  const tensors = parts.filter((part) => typeof part !== "number");
  return {
    shapes: ({ size, maxRank }) => broadcastable(size, tensors.length, maxRank),
    call(operands) {
      const left = [...operands];
      const all = parts.map((part): Operand => {
        if (typeof part === "number") return part;
        const x = left.shift() as Tensor;
        return part === "truths" ? x.gt(0) : x;
      });
      return pointwise(name, ...all);
    },
    ranges: tensors.map((part) => part === "truths" ? undefined : part),
    derivatives: ROWS[name]!.slopes.length === 0 || STEPS.has(name) ? 0 : 2,
  };
}

/** Every row that computes with floats, but for `copy`, which there is in place only. */
export const ROW_SPECIMENS: Specimens = Object.fromEntries(
  Object.keys(ROWS)
    .filter((name) => name !== "copy" && ROWS[name]!.lack?.dtypes("float32") !== true)
    .map((name) => [name, specimenOf(name)]),
);

/**
 * Counting how often each whole number occurs.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { indexRule } from "../device/out_of_range.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type DType, scalarTypeName } from "../tensor/dtype.ts";
import { checkWhole } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { valueLike, writeAlong } from "./along.ts";
import { elements, to } from "./cast.ts";
import { requireSameDevice } from "./devices.ts";
import { isIndex } from "./gather.ts";
import { stack } from "./join.ts";
import { initialize } from "./pointwise.ts";

const COUNT = indexRule("counting");

/** Counts how often each position occurs, or adds up the weights that go to it. */
export function counted(
  positions: Tensor,
  weights: Tensor | number,
  count: number,
  dtype: DType,
): Tensor {
  const sums = emptyTensor([count], dtype, positions.device);
  initialize(sums, 0);
  const values = typeof weights === "number" ? valueLike(sums, positions.shape, weights) : weights;
  writeAlong(sums, 0, positions, values, "add", COUNT);
  return sums;
}

/** The smallest and the largest element, in one read. */
export function extremes(x: Tensor): [least: number, largest: number] {
  const [least = 0, largest = 0] = elements(stack([x.min(), x.max()]));
  return [least, largest];
}

/**
 * How often each whole number from 0 up occurs. Reads back the largest one, because the result is one
 * longer. Not differentiable.
 *
 * @param x whole numbers of 0 or more, a vector
 * @param weights add these up instead of counting: one for each element
 * @param minlength the result's length at least
 * @returns int32; with weights float32 where they are that, else float64 (float32 where there is none)
 * @throws {RuntimeError} `bincount only supports 1-d non-negative integral inputs.`
 *
 * @example
 * ```ts
 * import { bincount, tensor } from "@hibana/hibana";
 *
 * const x = tensor([0, 2, 2], { dtype: "int32" });
 * console.log(bincount(x).toArray()); // [1, 0, 2]
 * console.log(bincount(x, tensor([0.5, 1, 2])).toArray()); // [0.5, 0, 3]
 * ```
 */
export function bincount(x: Tensor, weights: Tensor | null = null, minlength = 0): Tensor {
  checkWhole("bincount(): argument 'minlength'", minlength);
  if (!isIndex(x.dtype) && x.dtype !== "uint8") {
    throw new RuntimeError(
      "dtype-refused",
      `"bincount_cpu" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Only whole numbers are counted: write x.int(). histc() counts fractions.",
    );
  }
  if (minlength < 0) {
    throw new RuntimeError(
      "bad-length",
      "minlength should be >= 0",
      "minlength is the result's length at least.",
    );
  }
  const nothing = x.ndim === 1 && x.numel === 0;
  const [least, largest] = x.ndim !== 1 || nothing ? [0, -1] : extremes(x);
  if (x.ndim !== 1 || least < 0) {
    throw new RuntimeError(
      "bad-input",
      "bincount only supports 1-d non-negative integral inputs.",
      x.ndim === 1 ? `The smallest is ${least}.` : "Flatten it first: x.flatten().",
    );
  }
  if (weights !== null && !nothing) {
    requireSameDevice("bincount", x, weights);
    if (weights.ndim !== 1 || weights.shape[0] !== x.shape[0]) {
      throw new RuntimeError(
        "shape-mismatch",
        "weights should be 1-d and have the same length as input",
        `There are ${x.shape[0]} elements to weigh.`,
      );
    }
  }
  const length = Math.max(largest + 1, minlength);
  const wide = x.device.backend.refusal("float64") === undefined ? "float64" : "float32";
  return noGrad(() => {
    const positions = to(x, "int32");
    if (weights === null || nothing) return counted(positions, 1, length, "int32");
    const dtype = weights.dtype === "float32" ? "float32" : wide;
    return counted(positions, to(weights.detach(), dtype), length, dtype);
  });
}

/**
 * Where elements differ from zero. How many do is known only on the device, so that is read back; the
 * positions stay there.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { ValueError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { isFloating } from "../tensor/dtype.ts";
import { checkWhole, contiguousStrides, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { valueLike } from "./along.ts";
import { stack } from "./join.ts";
import { pointwise } from "./pointwise.ts";
import { cumsum } from "./scan.ts";
import { insertionPoints } from "./search.ts";
import { reshape, select, unsqueeze } from "./view.ts";

/** Counts along a mask laid out in a row: how many are true up to each, and counting it. */
export function countTrue(x: Tensor): Tensor {
  const mask = x.dtype === "bool" ? x : pointwise("ne", x, 0);
  return cumsum(reshape(mask, [x.numel]), 0);
}

/** The row-major positions of the elements that differ from zero, a vector. Reads how many there are. */
export function truePositions(x: Tensor): Tensor {
  return noGrad(() => {
    const counts = countTrue(x);
    const count = x.numel === 0 ? 0 : Number(select(counts, 0, -1).item());
    if (count === 0) return emptyTensor([0], "int32", x.device);
    // The k-th true element is where the count comes to be k.
    const each = cumsum(valueLike(counts, [count], 1), 0);
    return insertionPoints(counts, each, false);
  });
}

/** For every dimension, the coordinates of the elements that differ from zero. */
export function coordinates(x: Tensor): Tensor[] {
  return unravelIndex(truePositions(x), x.shape);
}

/**
 * For every dimension of a shape, the coordinates of positions that are counted over all its elements in
 * row-major order; what `argmax` and `topk` find in a flattened tensor.
 *
 * @param indices int32, any shape
 * @param shape the sizes, or one
 * @returns a tensor of the shape of the indices for each dimension
 * @throws {TypeError} `expected 'indices' to be integer dtype, but got torch.float32`
 *
 * @example
 * ```ts
 * import { tensor, unravelIndex } from "@hibana/hibana";
 *
 * const x = tensor([[1, 2], [9, 3]]);
 * console.log(unravelIndex(x.argmax(), x.shape).map((at) => at.item())); // [1, 0]
 * ```
 */
export function unravelIndex(indices: Tensor, shape: Shape | number): Tensor[] {
  if (isFloating(indices.dtype) || indices.dtype === "bool") {
    throw new TypeError(
      `expected 'indices' to be integer dtype, but got torch.${indices.dtype}\nWrite indices.int().`,
    );
  }
  const sizes = typeof shape === "number" ? [shape] : shape;
  for (const n of sizes) checkWhole("unravel_index(): argument 'shape'", n);
  if (sizes.some((n) => n < 0)) {
    throw new ValueError(
      "bad-shape",
      `'shape' cannot have negative values, but got (${sizes.join(", ")}${
        sizes.length === 1 ? "," : ""
      })`,
      "Sizes are whole numbers from 0 up.",
    );
  }
  const strides = contiguousStrides(sizes);
  return sizes.map((n, d) => {
    const rows = strides[d] === 1 ? indices : pointwise("floorDivide", indices, strides[d]!);
    return pointwise("remainder", rows, Math.max(n, 1));
  });
}

/** Options of `nonzero`. */
export interface NonzeroOptions {
  /** A vector of coordinates for every dimension, as index tensors, instead of a table. Default: false. */
  asTuple?: boolean;
}

/** What `nonzero` is, as a function. */
export interface NonzeroFunction {
  /** A row of coordinates for every element that differs from zero, [count, dimensions]. */
  (x: Tensor, options?: { asTuple?: false }): Tensor;
  /** For every dimension, the coordinates of the elements that differ from zero. */
  (x: Tensor, options: { asTuple: true }): Tensor[];
}

/**
 * Where elements differ from zero, in row-major order; int32. Reads back how many there are.
 *
 * @param x any shape
 * @param options `asTuple`: a vector for each dimension (of a 0-d tensor one) instead of a table
 *
 * @example
 * ```ts
 * import { nonzero, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[0, 7], [5, 0]]);
 * console.log(nonzero(x).toArray()); // [[0, 1], [1, 0]]
 * console.log(x.at(...nonzero(x, { asTuple: true })).toArray()); // [7, 5]
 * ```
 */
export const nonzero = function (
  x: Tensor,
  { asTuple = false }: NonzeroOptions = {},
): Tensor | Tensor[] {
  if (asTuple) return coordinates(x.ndim === 0 ? reshape(x, [1]) : x);
  if (x.ndim < 2) return x.ndim === 1 ? unsqueeze(truePositions(x), 1) : emptyRows(x);
  return stack(coordinates(x), 1);
} as NonzeroFunction;

/** Where a 0-d tensor differs from zero: one row without coordinates, or none. */
function emptyRows(x: Tensor): Tensor {
  return emptyTensor([truePositions(x).numel, 0], "int32", x.device);
}

/**
 * Where elements differ from zero: a row of coordinates for each, [count, dimensions]. Reads back how many
 * there are.
 */
export function argwhere(x: Tensor): Tensor {
  return nonzero(x);
}

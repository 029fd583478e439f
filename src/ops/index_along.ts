/**
 * Overwriting whole rows (or other slices) that a vector of indices names.
 *
 * @module
 */
import { indexRule } from "../device/out_of_range.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { broadcastShapes, formatShape, normalizeDim, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addition, alongDim, placement } from "./along.ts";
import { to } from "./cast.ts";
import { changed, changedInPlace, type ChangeOf, requireApart } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { isIndex, requireTensor } from "./gather.ts";
import { countFromEnd } from "./index_positions.ts";
import { reduction, type ScatterReduction } from "./scatter_reduce.ts";
import type { ScatterReduceOptions } from "./scatter.ts";
import { expand, permute, reshape } from "./view.ts";

const IN_SELF = () => "index out of range in self";
const ADD = indexRule("indexAdd", { words: IN_SELF });
const REDUCE = indexRule("indexReduce", { words: IN_SELF });
const COPY = indexRule("indexCopy", {
  words: (index, dim, size) =>
    `index_copy_(): index ${index} is out of bounds for dimension ${dim} with size ${size}`,
});
const FILL = indexRule("indexFill", { fromEnd: true });

/** Checks what `index_add_` and `index_reduce_` have in common; gives the source at its full size. */
function checkCombining(
  name: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): { d: number; at: Tensor; source: Tensor } {
  requireTensor(name, "index", index);
  requireTensor(name, "source", source);
  requireSameDevice(name, x, index, source);
  const d = normalizeDim(dim, x.ndim);
  if (index.ndim > 1) {
    throw new IndexError(
      "bad-index",
      `${name}(): Index is supposed to be a vector, but got dim: ${index.ndim} with type: ${
        scalarTypeName(index.dtype)
      } and size: ${formatShape(index.shape)}`,
      "One index for each slice: flatten the index first.",
    );
  }
  if (!isIndex(index.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): Expected dtype int32/int64 for index but got: ${scalarTypeName(index.dtype)}`,
      "Indices are whole numbers, int32 in hibana: write index.int().",
    );
  }
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): self (${scalarTypeName(x.dtype)}) and source (${
        scalarTypeName(source.dtype)
      }) must have the same scalar type`,
      `Write source.to("${x.dtype}").`,
    );
  }
  if (d !== 0 && d >= source.ndim) {
    throw new RuntimeError(
      "bad-dims",
      `${name}(): Indexing dim ${d} is out of bounds of the source tensor with dim ${source.ndim}`,
      "The source has a slice for each index along that dimension.",
    );
  }
  const count = source.ndim === 0 ? 1 : source.shape[d]!;
  if (index.numel !== count) {
    throw new RuntimeError(
      "shape-mismatch",
      `${name}(): Number of indices (${index.numel}) should be equal to source.size(dim): (${count}), for dim: ${d}`,
      "The source has a slice for each index along that dimension.",
    );
  }
  return { d, at: alongDim(to(index, "int32"), x.shape, d), source: fitted(x, d, source) };
}

/** A source whose slices are expanded to those of x, as in-place operations on slices would do. */
function fitted(x: Tensor, d: number, source: Tensor): Tensor {
  if (x.ndim === 0) return reshape(source, [source.numel]);
  const slice = x.shape.toSpliced(d, 1);
  const given = source.shape.toSpliced(d, 1);
  if (sameShape(slice, given)) return source;
  const together = broadcastShapes(slice, given);
  if (!sameShape(together, slice)) {
    throw new RuntimeError(
      "shape-mismatch",
      `output with shape ${formatShape(slice)} doesn't match the broadcast shape ${
        formatShape(together)
      }`,
      "A slice of the source has the shape of one of self, or broadcasts to it.",
    );
  }
  const count = source.shape[d] ?? 1;
  const dims = given.map((_, axis) => axis < d ? axis : axis + 1);
  const front = source.ndim === 0 ? source : permute(source, [d, ...dims]);
  const lead = new Array<number>(slice.length - given.length).fill(1);
  const whole = expand(reshape(front, [count, ...lead, ...given]), [count, ...slice]);
  const order = slice.map((_, axis) => axis + 1);
  return permute(whole, order.toSpliced(d, 0, 0));
}

/** Options of `indexAdd`. */
export interface IndexAddOptions {
  /** What the source is multiplied by. Default: 1. */
  alpha?: number;
}

function adding(
  x: Tensor,
  dim: number,
  index: Tensor,
  given: Tensor,
  { alpha = 1 }: IndexAddOptions,
): ChangeOf {
  const { d, at, source } = checkCombining("index_add_", x, dim, index, given);
  const factor = x.dtype === "bool" ? alpha !== 0 : isFloating(x.dtype) ? alpha : Math.trunc(alpha);
  const scaled = alpha === 1 ? source : source.mul(factor);
  return addition(d, at, scaled, ADD, "IndexAddBackward0");
}

/**
 * A copy of x to whose slices those of a source are added.
 *
 * @param x any shape
 * @param dim the dimension along which slices are counted
 * @param index int32, a vector: where each slice of the source goes
 * @param source a tensor of x's dtype, with a slice for each index
 * @param options `alpha` multiplies the source (default: 1)
 * @throws {IndexError} `index out of range in self`; on webgpu when results are read
 *
 * @example
 * ```ts
 * import { indexAdd, ones, tensor, zeros } from "@hibana/hibana";
 *
 * const rows = tensor([0, 2, 0], { dtype: "int32" });
 * console.log(indexAdd(zeros(3, 2), 0, rows, ones(3, 2)).toArray()); // [[2, 2], [0, 0], [1, 1]]
 * ```
 */
export function indexAdd(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options: IndexAddOptions = {},
): Tensor {
  return changed(x, adding(x, dim, index, source, options));
}

/** {@linkcode indexAdd} in place. */
export function indexAddInPlace(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options: IndexAddOptions = {},
): Tensor {
  const change = adding(x, dim, index, source, options);
  requireApart(x, index, source);
  return changedInPlace(x, change);
}

function reducing(
  x: Tensor,
  dim: number,
  index: Tensor,
  given: Tensor,
  reduce: Exclude<ScatterReduction, "sum">,
  { includeSelf = true }: ScatterReduceOptions,
): ChangeOf {
  if (!["prod", "mean", "amax", "amin"].includes(reduce)) {
    throw new RuntimeError(
      "bad-reduce",
      `index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ${reduce}.`,
      "indexAdd() adds up.",
    );
  }
  const { d, at, source } = checkCombining("index_reduce_", x, dim, index, given);
  return reduction(d, at, source, reduce, includeSelf, REDUCE, "IndexReduceBackward0");
}

/**
 * A copy of x in which everything that goes to a slice is reduced to one slice there.
 *
 * @param x any shape
 * @param dim the dimension along which slices are counted
 * @param index int32, a vector: where each slice of the source goes
 * @param source a tensor of x's dtype, with a slice for each index
 * @param reduce "prod", "mean", "amax" or "amin"; equal extremes share the gradient, NaN wins
 * @param options `includeSelf`: whether x's own slices take part (default: true)
 * @throws {IndexError} `index out of range in self`; on webgpu when results are read
 */
export function indexReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Exclude<ScatterReduction, "sum">,
  options: ScatterReduceOptions = {},
): Tensor {
  return changed(x, reducing(x, dim, index, source, reduce, options));
}

/** {@linkcode indexReduce} in place. */
export function indexReduceInPlace(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Exclude<ScatterReduction, "sum">,
  options: ScatterReduceOptions = {},
): Tensor {
  const change = reducing(x, dim, index, source, reduce, options);
  requireApart(x, index, source);
  return changedInPlace(x, change);
}

function copying(x: Tensor, dim: number, index: Tensor, source: Tensor): ChangeOf {
  requireTensor("index_copy_", "index", index);
  requireTensor("index_copy_", "source", source);
  requireSameDevice("index_copy_", x, index, source);
  const d = normalizeDim(dim, x.ndim);
  const fail = (message: string): IndexError =>
    new IndexError(
      "shape-mismatch",
      `index_copy_(): ${message}`,
      "The index is a vector; the source has a slice of self's shape for each index.",
    );
  if (index.ndim > 1) throw fail(`Index should have dimension 1 or 0 (got ${index.ndim})`);
  if (source.ndim === 0 && index.numel !== 1) {
    throw fail(`When source is scalar, index should have one element (got ${index.numel})`);
  }
  if (source.ndim !== x.ndim && source.ndim !== 0 && x.ndim !== 0) {
    throw fail(
      `When source and destination are not scalars, their dimensionality must match. Source dimensionality (${source.ndim}), destination dimensionality (${x.ndim})`,
    );
  }
  if (!isIndex(index.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `index_copy_(): Expected a long tensor for index, but got ${scalarTypeName(index.dtype)}`,
      "Indices are whole numbers, int32 in hibana: write index.int().",
    );
  }
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `index_copy_(): self and source expected to have the same dtype, but got (self) ${
        scalarTypeName(x.dtype)
      } and (source) ${scalarTypeName(source.dtype)}`,
      `Write source.to("${x.dtype}").`,
    );
  }
  const [slice, given] = [x, source].map(({ shape }) => shape.toSpliced(d, 1)) as [
    number[],
    number[],
  ];
  if (!sameShape(slice, given)) {
    throw new RuntimeError(
      "shape-mismatch",
      `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${
        slice.join(" ")
      } at dimension ${d} and source slice shape: ${given.join(" ")} at dimension 0.`,
      "The source has a slice of self's shape for each index.",
    );
  }
  if (source.ndim > 0 && index.numel !== source.shape[d]) {
    throw fail(
      `Number of indices (${index.numel}) should be equal to source.size(dim) (${source.shape[d]})`,
    );
  }
  const at = alongDim(to(index, "int32"), x.shape, d);
  return placement(d, at, reshape(source, at.shape), COPY, "IndexCopyBackward0");
}

/**
 * A copy of x some of whose slices are those of a source. Where several go to one place, any may stay.
 *
 * @param x any shape
 * @param dim the dimension along which slices are counted
 * @param index int32, a vector: where each slice of the source goes
 * @param source a tensor of x's dtype, with a slice for each index
 * @throws {IndexError} `index_copy_(): index 3 is out of bounds for dimension 0 with size 3`; on webgpu when
 * results are read
 */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return changed(x, copying(x, dim, index, source));
}

/** {@linkcode indexCopy} in place. */
export function indexCopyInPlace(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const change = copying(x, dim, index, source);
  requireApart(x, index, source);
  return changedInPlace(x, change);
}

function filling(
  x: Tensor,
  dim: number,
  index: Tensor,
  value: Tensor | number | boolean,
): ChangeOf {
  requireTensor("index_fill_", "index", index);
  requireSameDevice("index_fill_", x, index);
  const d = normalizeDim(dim, x.ndim);
  if (typeof value === "object" && value.ndim > 0) {
    throw new RuntimeError(
      "bad-dims",
      `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
      "indexCopy() takes a slice for each index.",
    );
  }
  if (!isIndex(index.dtype)) {
    throw new IndexError(
      "dtype-mismatch",
      "index_fill_(): Expected dtype int64 for index.",
      `Indices are whole numbers, int32 in hibana; this one is ${index.dtype}: write index.int().`,
    );
  }
  if (index.ndim > 1) {
    throw new RuntimeError(
      "bad-index",
      "Index has to be a vector/scalar",
      "One index for each slice: flatten the index first.",
    );
  }
  const rows = countFromEnd(to(index, "int32"), x.shape[d] ?? 1);
  const at = alongDim(rows, x.shape, d);
  if (typeof value !== "object") return placement(d, at, value, FILL, "IndexFillBackward0");
  const source = expand(to(value, { device: x.device, dtype: x.dtype }), at.shape);
  return placement(d, at, source, FILL, "IndexFillBackward1");
}

/**
 * A copy of x some of whose slices are filled with a value.
 *
 * @param x any shape
 * @param dim the dimension along which slices are counted
 * @param index int32, a vector: the slices; negative ones count from the end
 * @param value a number or a 0-d tensor
 * @throws {IndexError} `index 3 is out of bounds for dimension 0 with size 3`; on webgpu when results are
 * read
 */
export function indexFill(
  x: Tensor,
  dim: number,
  index: Tensor,
  value: Tensor | number | boolean,
): Tensor {
  return changed(x, filling(x, dim, index, value));
}

/** {@linkcode indexFill} in place. */
export function indexFillInPlace(
  x: Tensor,
  dim: number,
  index: Tensor,
  value: Tensor | number | boolean,
): Tensor {
  const change = filling(x, dim, index, value);
  requireApart(x, index);
  return changedInPlace(x, change);
}

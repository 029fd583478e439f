/**
 * One tensor to several: views of pieces of a dimension.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { checkWhole, formatShape, normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { cat, stack } from "./join.ts";
import { recordPieces } from "./pieces.ts";
import { narrow, select, slice } from "./view.ts";

function requireDims(name: string, x: Tensor): void {
  if (x.ndim > 0) return;
  throw new RuntimeError(
    "zero-dim",
    `${name} expects at least a 1-dimensional tensor`,
    "A 0-d tensor has nothing to cut: x.reshape(1) gives it a dimension.",
  );
}

/** Views of `size` positions each along a dimension; the last may be shorter. Or views of given sizes. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  requireDims("split", x);
  const d = normalizeDim(dim, x.ndim);
  const total = x.shape[d]!;
  for (const n of typeof size === "number" ? [size] : size) {
    checkWhole("split(): argument 'split_size'", n);
  }
  if (typeof size === "number") {
    if (size < 0) {
      throw new RuntimeError(
        "bad-size",
        `split expects split_size be non-negative, but got split_size=${size}`,
        "The size says how many positions go into each piece, 1 or more.",
      );
    }
    if (size === 0 && total !== 0) {
      throw new RuntimeError(
        "bad-size",
        `split_size can only be 0 if dimension size is 0, but got dimension size of ${total}`,
        "The size says how many positions go into each piece, 1 or more.",
      );
    }
    const pieces = Math.max(Math.ceil(total / Math.max(size, 1)), 1);
    return intoPieces(x, d, "SplitBackward0", pieces, (i) => [i * size, (i + 1) * size]);
  }
  if (size.some((n) => n < 0)) {
    throw new RuntimeError(
      "bad-size",
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${
        formatShape(size)
      }`,
      "Each entry says how many positions go into its piece.",
    );
  }
  if (size.reduce((a, b) => a + b, 0) !== total) {
    throw new RuntimeError(
      "bad-size",
      `split_with_sizes expects split_sizes to sum exactly to ${total} (input tensor's size at dimension ${d}), but got split_sizes=${
        formatShape(size)
      }`,
      "The entries say how many positions go into each piece: together they must be all of them.",
    );
  }
  const ends = size.map((_, i) => size.slice(0, i + 1).reduce((a, b) => a + b, 0));
  return intoPieces(
    x,
    d,
    "SplitWithSizesBackward0",
    size.length,
    (i) => [ends[i]! - size[i]!, ends[i]!],
  );
}

/** Views of a dimension cut into pieces, from one position to the next. */
function intoPieces(
  x: Tensor,
  d: number,
  name: string,
  pieces: number,
  bounds: (i: number) => [start: number, end: number],
): Tensor[] {
  const piece = (whole: Tensor, i: number) => slice(whole, d, ...bounds(i), 1, name);
  const views = Array.from({ length: pieces }, (_, i) => piece(x, i));
  return recordPieces(x, views, { name, piece, join: (parts) => cat(parts, d) });
}

/** Views of a dimension cut into at most so many pieces; there may be fewer. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  requireDims("chunk", x);
  checkWhole("chunk(): argument 'chunks'", chunks);
  if (chunks <= 0) {
    throw new RuntimeError(
      "bad-size",
      `chunk expects \`chunks\` to be greater than 0, got: ${chunks}`,
      "The number says into how many pieces to cut, 1 or more.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const total = x.size(d);
  // Nothing can be cut into as many pieces as one likes.
  return split(x, total === 0 ? new Array(chunks).fill(0) : Math.ceil(total / chunks), d);
}

/** Views of every position of a dimension. */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const d = normalizeDim(dim, x.ndim);
  const name = "UnbindBackward0";
  const piece = (whole: Tensor, i: number) => select(whole, d, i, name);
  const views = Array.from({ length: x.size(d) }, (_, i) => piece(x, i));
  return recordPieces(x, views, { name, piece, join: (parts) => stack(parts, d) });
}

/** Views of so many positions each; see {@linkcode split}. */
export function splitWithSizes(x: Tensor, sizes: readonly number[], dim = 0): Tensor[] {
  return split(x, sizes, dim);
}

/**
 * Views of a dimension cut into exactly so many pieces, the first ones longer where it does not come out
 * even; or cut before given positions.
 *
 * @param x one or more dimensions
 * @param pieces how many, or the positions to cut before
 * @param dim the dimension
 *
 * @example
 * ```ts
 * import { arange, tensorSplit } from "@hibana/hibana";
 *
 * console.log(tensorSplit(arange(5), 2).map((x) => x.numel)); // [3, 2]
 * console.log(tensorSplit(arange(5), [1, 4]).map((x) => x.numel)); // [1, 3, 1]
 * ```
 */
export function tensorSplit(x: Tensor, pieces: number | readonly number[], dim = 0): Tensor[] {
  if (x.ndim === 0) {
    throw new RuntimeError(
      "zero-dim",
      "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims",
      "A 0-d tensor has nothing to cut: x.reshape(1) gives it a dimension.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const total = x.shape[d]!;
  for (const n of [pieces].flat()) checkWhole("tensor_split(): argument", n);
  if (typeof pieces !== "number") {
    const cuts = [0, ...pieces, total];
    return cuts.slice(1).map((end, i) => slice(x, d, cuts[i]!, end));
  }
  if (pieces <= 0) {
    throw new RuntimeError(
      "bad-size",
      `number of sections must be larger than 0, got ${pieces}`,
      "The number says into how many pieces to cut, 1 or more.",
    );
  }
  const [shortest, longer] = [Math.floor(total / pieces), total % pieces];
  const startOf = (i: number) => i * shortest + Math.min(i, longer);
  return Array.from(
    { length: pieces },
    (_, i) => narrow(x, d, startOf(i), startOf(i + 1) - startOf(i)),
  );
}

/** Cuts a dimension, into equal pieces where their number is given. */
function cut(
  name: string,
  x: Tensor,
  pieces: number | readonly number[],
  dim: number,
  least: number,
): Tensor[] {
  if (x.ndim < least) {
    throw new RuntimeError(
      "bad-dims",
      `torch.${name} requires a tensor with at least ${least} dimension, but got a tensor with ${x.ndim} dimensions!`,
      "tensorSplit(x, pieces, dim) cuts any dimension.",
    );
  }
  const n = x.shape[dim]!;
  if (typeof pieces === "number" && (pieces === 0 || n % pieces !== 0)) {
    throw new RuntimeError(
      "bad-size",
      `torch.${name} attempted to split along dimension ${dim}, but the size of the dimension ${n} is not divisible by the split_size ${pieces}!`,
      "tensorSplit(x, pieces, dim) takes any number of pieces.",
    );
  }
  return tensorSplit(x, pieces, dim);
}

/** Views of equal pieces of the columns, or cut before given ones; of vectors, of their elements. */
export function hsplit(x: Tensor, pieces: number | readonly number[]): Tensor[] {
  return cut("hsplit", x, pieces, x.ndim === 1 ? 0 : 1, 1);
}

/** Views of equal pieces of the rows, or cut before given ones. */
export function vsplit(x: Tensor, pieces: number | readonly number[]): Tensor[] {
  return cut("vsplit", x, pieces, 0, 2);
}

/** Views of equal pieces of the third dimension, or cut before given positions. */
export function dsplit(x: Tensor, pieces: number | readonly number[]): Tensor[] {
  return cut("dsplit", x, pieces, 2, 3);
}

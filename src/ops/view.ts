/**
 * Views: the same elements at another shape. Nothing is copied, and a change of one shows in the other.
 *
 * @module
 */
import { type Gradient, record } from "../autograd/node.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { tensorTypeName } from "../tensor/dtype.ts";
import {
  checkWhole,
  contiguousStrides,
  expandLayout,
  formatShape,
  inferSizes,
  type Layout,
  normalizeDim,
  sameShape,
  type Shape,
  viewStrides,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { sumTo } from "./reduce.ts";
import { embed } from "./strided.ts";

/** A tensor that shows another's elements at another layout. */
export function makeView(x: Tensor, layout: Layout, name: string, gradient: Gradient): Tensor {
  const output = new Tensor(x.storage, layout);
  output.setViewOf(x);
  return record(output, name, [[x, gradient]]);
}

/** The same storage, off the tape: changes show, gradients do not flow. */
export function detach(x: Tensor): Tensor {
  return new Tensor(x.storage, x.layout);
}

/** A view of everything, at the same shape. */
export function alias(x: Tensor): Tensor {
  return makeView(x, x.layout, "AliasBackward0", (grad) => grad);
}

/** The same elements at another shape, never copied. */
export function view(x: Tensor, sizes: readonly number[], name = "ViewBackward0"): Tensor {
  const shape = inferSizes(sizes, x.numel);
  const strides = viewStrides(x.shape, x.strides, shape);
  if (strides === undefined) {
    throw new RuntimeError(
      "not-viewable",
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
      "reshape() copies where it must; view() never does.",
    );
  }
  const before = x.shape;
  return makeView(
    x,
    { shape, strides, offset: x.storageOffset },
    name,
    (grad) => reshape(grad, before),
  );
}

/** The same elements at another shape: a view where possible, else a copy. */
export function reshape(x: Tensor, sizes: readonly number[]): Tensor {
  const shape = inferSizes(sizes, x.numel);
  if (viewStrides(x.shape, x.strides, shape) !== undefined) return view(x, shape);
  return view(x.clone(), shape, "UnsafeViewBackward0");
}

/** A contiguous tensor of the same elements: the tensor itself if it is contiguous already. */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous() ? x : x.clone();
}

/** The dimensions in another order. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  if (dims.length !== x.ndim) {
    throw new RuntimeError(
      "bad-dims",
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${x.ndim} is not equal to len(dims) = ${dims.length}`,
      "permute() takes every dimension once; transpose() swaps two.",
    );
  }
  const order = dims.map((d) => normalizeDim(d, x.ndim));
  if (new Set(order).size !== order.length) {
    throw new RuntimeError(
      "bad-dims",
      "permute(): duplicate dims are not allowed.",
      "permute() takes every dimension once.",
    );
  }
  const inverse = order.map((_, d) => order.indexOf(d));
  return makeView(
    x,
    {
      shape: order.map((d) => x.shape[d]!),
      strides: order.map((d) => x.strides[d]!),
      offset: x.storageOffset,
    },
    "PermuteBackward0",
    (grad) => permute(grad, inverse),
  );
}

/** Two dimensions swapped. */
export function transpose(
  x: Tensor,
  dim0: number,
  dim1: number,
  name = "TransposeBackward0",
): Tensor {
  const [a, b] = [normalizeDim(dim0, x.ndim), normalizeDim(dim1, x.ndim)];
  const swap = (list: readonly number[]) => {
    const result = [...list];
    if (a !== b) [result[a], result[b]] = [list[b]!, list[a]!];
    return result;
  };
  return makeView(
    x,
    { shape: swap(x.shape), strides: swap(x.strides), offset: x.storageOffset },
    name,
    (grad) => transpose(grad, a, b, name),
  );
}

/** A matrix with its two dimensions swapped; tensors of fewer dimensions as they are. */
export function t(x: Tensor, name = "t"): Tensor {
  if (x.ndim > 2) {
    throw new RuntimeError(
      "bad-dims",
      `${name}() expects a tensor with <= 2 dimensions, but self is ${x.ndim}D`,
      "Write x.transpose(-2, -1), or x.mT.",
    );
  }
  return x.ndim < 2 ? x : transpose(x, 0, 1, "TBackward0");
}

/** Dimensions of size 1 repeated without copying; -1 keeps a dimension. */
export function expand(x: Tensor, sizes: readonly number[]): Tensor {
  const before = x.shape;
  for (const n of sizes) checkWhole("expand(): argument 'size'", n);
  return makeView(
    x,
    expandLayout(x.layout, sizes, tensorTypeName(x.dtype)),
    "ExpandBackward0",
    (grad) => sumTo(grad, before),
  );
}

/** Without the dimensions of size 1, or without the named ones if their size is 1. */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  const dims = dim === undefined
    ? x.shape.map((_, d) => d)
    : (typeof dim === "number" ? [dim] : dim).map((d) => normalizeDim(d, x.ndim));
  const keep = (_: number, d: number) => !(dims.includes(d) && x.shape[d] === 1);
  const before = x.shape;
  return makeView(
    x,
    { shape: x.shape.filter(keep), strides: x.strides.filter(keep), offset: x.storageOffset },
    dim === undefined ? "SqueezeBackward0" : "SqueezeBackward1",
    (grad) => reshape(grad, before),
  );
}

/** With a new dimension of size 1. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const d = normalizeDim(dim, x.ndim + 1);
  const step = d < x.ndim ? x.shape[d]! * x.strides[d]! : 1;
  const before = x.shape;
  return makeView(
    x,
    {
      shape: x.shape.toSpliced(d, 0, 1),
      strides: x.strides.toSpliced(d, 0, step),
      offset: x.storageOffset,
    },
    "UnsqueezeBackward0",
    (grad) => reshape(grad, before),
  );
}

/** The gradient of a view that shows a part: zeros everywhere else. */
export function partOf(shape: Shape, layoutOf: (whole: Layout) => Layout): Gradient {
  const whole = { shape, strides: contiguousStrides(shape), offset: 0 };
  return (grad) => embed(grad, layoutOf(whole), shape);
}

/** One position of a dimension, which disappears. */
export function select(
  x: Tensor,
  dim: number,
  index: number,
  name = "SelectBackward0",
): Tensor {
  if (x.ndim === 0) {
    throw new IndexError(
      "zero-dim",
      "select() cannot be applied to a 0-dim tensor.",
      "A 0-d tensor has one element and no positions: item() gives it.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const n = x.shape[d]!;
  if (!Number.isInteger(index)) {
    throw new TypeError(
      `an index must be a whole number, not ${index}\nPositions are counted: 0 is the first, -1 the last.`,
    );
  }
  if (index < -n || index >= n) {
    throw new IndexError(
      "index-out-of-range",
      `select(): index ${index} out of range for tensor of size ${
        formatShape(x.shape)
      } at dimension ${d}`,
      n === 0 ? "This dimension is empty." : `Indices run from ${-n} to ${n - 1} here.`,
    );
  }
  const layoutOf = (from: Layout): Layout => ({
    shape: from.shape.toSpliced(d, 1),
    strides: from.strides.toSpliced(d, 1),
    offset: from.offset + (index < 0 ? index + n : index) * from.strides[d]!,
  });
  return makeView(x, layoutOf(x.layout), name, partOf(x.shape, layoutOf));
}

/** The positions from start up to but without end, every step-th one; out-of-range ends are cut. */
export function slice(
  x: Tensor,
  dim: number,
  start: number | undefined,
  end: number | undefined,
  step = 1,
  name = "SliceBackward0",
): Tensor {
  if (x.ndim === 0) {
    throw new IndexError(
      "zero-dim",
      "slice() cannot be applied to a 0-dim tensor.",
      "A 0-d tensor has one element and no positions: item() gives it.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  if (!Number.isInteger(step) || step <= 0) {
    throw new RuntimeError(
      "bad-step",
      "slice step must be positive",
      "Steps are whole numbers from 1 up.",
    );
  }
  const n = x.shape[d]!;
  const bound = (position: number) =>
    Math.min(Math.max(position < 0 ? position + n : position, 0), n);
  const from = bound(start ?? 0);
  const length = Math.max(Math.ceil((bound(end ?? n) - from) / step), 0);
  const layoutOf = (whole: Layout): Layout => ({
    shape: whole.shape.with(d, length),
    strides: whole.strides.with(d, whole.strides[d]! * step),
    offset: whole.offset + from * whole.strides[d]!,
  });
  return makeView(x, layoutOf(x.layout), name, partOf(x.shape, layoutOf));
}

/** `length` positions of a dimension from `start` on. */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  if (x.ndim === 0) {
    throw new RuntimeError(
      "zero-dim",
      "narrow() cannot be applied to a 0-dim tensor.",
      "A 0-d tensor has one element and no positions: item() gives it.",
    );
  }
  checkWhole("narrow(): argument 'start'", start);
  checkWhole("narrow(): argument 'length'", length);
  const d = normalizeDim(dim, x.ndim);
  const n = x.shape[d]!;
  const from = start === n ? n : normalizeDim(start, n);
  if (length < 0 || from + length > n) {
    throw new RuntimeError(
      "bad-length",
      `start (${from}) + length (${length}) exceeds dimension size (${n}).`,
      'narrow() takes all positions from start to start + length; slices such as at("1:9") are cut at the end.',
    );
  }
  return slice(x, d, from, from + length);
}

/** Where the diagonal of two dimensions lies, as a last dimension. */
export function diagonalLayout(
  { shape, strides, offset }: Layout,
  shift: number,
  rows: number,
  columns: number,
): Layout {
  const [below, beside] = [Math.max(-shift, 0), Math.max(shift, 0)];
  const length = Math.max(Math.min(shape[rows]! - below, shape[columns]! - beside), 0);
  const others = (list: readonly number[]) => list.filter((_, d) => d !== rows && d !== columns);
  return {
    shape: [...others(shape), length],
    strides: [...others(strides), strides[rows]! + strides[columns]!],
    offset: offset + (length === 0 ? 0 : below * strides[rows]! + beside * strides[columns]!),
  };
}

/** Two different dimensions, counted from the front, that span matrices. */
export function matrixDims(dim1: number, dim2: number, rank: number): [number, number] {
  const [a, b] = [normalizeDim(dim1, rank), normalizeDim(dim2, rank)];
  if (a !== b) return [a, b];
  throw new RuntimeError(
    "bad-dims",
    `diagonal dimensions cannot be identical ${dim1}, ${dim2}`,
    "Rows and columns must be two dimensions.",
  );
}

/** The diagonal of two dimensions, as a last dimension. */
export function diagonal(x: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  checkWhole("diagonal(): argument 'offset'", offset);
  const [rows, columns] = matrixDims(dim1, dim2, x.ndim);
  const layoutOf = (from: Layout) => diagonalLayout(from, offset, rows, columns);
  return makeView(x, layoutOf(x.layout), "DiagonalBackward0", partOf(x.shape, layoutOf));
}

/** A run of dimensions made one. */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  if (x.ndim === 0) return reshape(x, [1]);
  const [from, to] = [normalizeDim(startDim, x.ndim), normalizeDim(endDim, x.ndim)];
  if (from > to) {
    throw new RuntimeError(
      "bad-dims",
      "flatten() has invalid args: start_dim cannot come after end_dim",
      "Write flatten(first, last); negative ones count from the end.",
    );
  }
  const merged = x.shape.slice(from, to + 1).reduce((a, b) => a * b, 1);
  return reshape(x, [...x.shape.slice(0, from), merged, ...x.shape.slice(to + 1)]);
}

/** All elements as a vector: a view where possible. */
export function ravel(x: Tensor): Tensor {
  return reshape(x, [-1]);
}

/** One dimension split into several; one of the sizes may be -1. */
export function unflatten(x: Tensor, dim: number, sizes: readonly number[]): Tensor {
  const d = normalizeDim(dim, x.ndim);
  const n = x.size(d);
  const known = sizes.reduce((product, size) => size === -1 ? product : product * size, 1);
  if (sizes.includes(-1) ? n % known !== 0 : n !== known) {
    throw new RuntimeError(
      "bad-shape",
      `unflatten: Provided sizes ${
        formatShape(sizes)
      } don't multiply up to the size of dim ${d} (${n}) in the input tensor`,
      "One of the sizes may be -1, and is worked out from the others.",
    );
  }
  return view(x, [...x.shape.slice(0, d), ...inferSizes(sizes, n), ...x.shape.slice(d + 1)]);
}

/** The tensor at exactly this shape, itself if it has it already. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : expand(x, shape);
}

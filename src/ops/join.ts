/**
 * Several tensors to one, and one to several.
 *
 * @module
 */
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { resultType } from "../tensor/dtype.ts";
import {
  checkWhole,
  contiguousStrides,
  formatShape,
  normalizeDim,
  sameShape,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { requireSameDevice } from "./devices.ts";
import { initialize } from "./pointwise.ts";
import { narrow, reshape, select, unsqueeze } from "./view.ts";

/**
 * Tensors joined along a dimension that they have already.
 *
 * @param tensors at least one; shapes equal but for that dimension
 * @param dim the dimension
 * @throws {RuntimeError} when shapes, devices or numbers of dimensions do not fit
 *
 * @example
 * ```ts
 * import { cat, ones, zeros } from "@hibana/hibana";
 *
 * console.log(cat([ones(1, 2), zeros(2, 2)]).shape); // [3, 2]
 * ```
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors("cat", tensors);
  if (tensors.length === 0) {
    throw new RuntimeError(
      "empty-list",
      "torch.cat(): expected a non-empty list of Tensors",
      "Write cat([a, b], dim), with at least one tensor.",
    );
  }
  requireSameDevice("cat", ...tensors);
  const zeroDim = tensors.findIndex((x) => x.ndim === 0);
  if (zeroDim >= 0) {
    throw new RuntimeError(
      "bad-dims",
      `zero-dimensional tensor (at position ${zeroDim}) cannot be concatenated`,
      "stack() joins along a new dimension, and takes 0-d tensors.",
    );
  }
  const first = tensors.find((x) => !isSkipped(x)) ?? tensors[0]!;
  const d = normalizeDim(dim, first.ndim);
  tensors.forEach((x, i) => {
    if (isSkipped(x)) return;
    if (x.ndim !== first.ndim) {
      throw new RuntimeError(
        "shape-mismatch",
        `Tensors must have same number of dimensions: got ${first.ndim} and ${x.ndim}`,
        "unsqueeze() adds a dimension; stack() joins along a new one.",
      );
    }
    x.shape.forEach((n, axis) => {
      if (axis === d || n === first.shape[axis]) return;
      throw new RuntimeError(
        "shape-mismatch",
        `Sizes of tensors must match except in dimension ${d}. Expected size ${
          first.shape[axis]
        } but got size ${n} for tensor number ${i} in the list.`,
        "cat() joins along one dimension; all others must be equal.",
      );
    });
  });
  const dtype = resultType(
    tensors.map((x) => ({ dtype: x.dtype, priority: "dimensioned" }) as const),
  );
  const lengths = tensors.map((x) => isSkipped(x) ? 0 : x.shape[d]!);
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const output = emptyTensor(first.shape.with(d, total), dtype, first.device);
  const starts: number[] = [];
  let start = 0;
  const strides = contiguousStrides(output.shape);
  tensors.forEach((x, i) => {
    starts.push(start);
    const layout = { shape: x.shape, strides, offset: start * strides[d]! };
    if (!isSkipped(x)) initialize(new Tensor(output.storage, layout), x);
    start += lengths[i]!;
  });
  return record(
    output,
    "CatBackward0",
    tensors.map((x, i) => {
      const shape = x.shape;
      return [x, (grad) => reshape(narrow(grad, d, starts[i]!, lengths[i]!), shape)] as const;
    }),
  );
}

/** PyTorch lets empty vectors join with anything. */
function isSkipped(x: Tensor): boolean {
  return x.ndim === 1 && x.numel === 0;
}

/**
 * Tensors of one shape joined along a new dimension.
 *
 * @param tensors at least one; all of one shape
 * @param dim where the new dimension goes
 * @throws {RuntimeError} when shapes or devices differ
 *
 * @example
 * ```ts
 * import { stack, tensor } from "@hibana/hibana";
 *
 * console.log(stack([tensor([1, 2]), tensor([3, 4])]).shape); // [2, 2]
 * ```
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors("stack", tensors);
  const first = tensors[0];
  if (first === undefined) {
    throw new RuntimeError(
      "empty-list",
      "stack expects a non-empty TensorList",
      "Write stack([a, b], dim), with at least one tensor.",
    );
  }
  const d = normalizeDim(dim, first.ndim + 1);
  tensors.forEach((x, i) => {
    if (sameShape(x.shape, first.shape)) return;
    throw new RuntimeError(
      "shape-mismatch",
      `stack expects each tensor to be equal size, but got ${
        formatShape(first.shape)
      } at entry 0 and ${formatShape(x.shape)} at entry ${i}`,
      "stack() joins along a new dimension, so shapes must be equal; cat() joins along one that is there.",
    );
  });
  return cat(tensors.map((x) => unsqueeze(x, d)), d);
}

function requireTensors(name: string, tensors: readonly Tensor[]): void {
  if (Array.isArray(tensors) && tensors.every((x) => x instanceof Tensor)) return;
  throw new TypeError(
    `${name}(): argument 'tensors' must be a list of Tensors\nWrite ${name}([a, b], dim).`,
  );
}

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
    return Array.from(
      { length: pieces },
      (_, i) => narrow(x, d, i * size, Math.min(size, total - i * size)),
    );
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
  let start = 0;
  return size.map((n) => narrow(x, d, (start += n) - n, n));
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
  return Array.from({ length: x.size(d) }, (_, i) => select(x, d, i));
}

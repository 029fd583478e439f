/**
 * Reading and adding along one dimension at positions that an index tensor names.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import {
  contiguousStrides,
  formatShape,
  normalizeDim,
  sameShape,
  type Shape,
} from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { requireSameDevice } from "./devices.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { embed } from "./strided.ts";

function checkIndex(name: string, x: Tensor, dim: number, index: Tensor): Tensor {
  requireSameDevice(name, x, index);
  if (index.dtype !== "int32" && index.dtype !== "uint8" && index.dtype !== "uint32") {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): Expected dtype int64 for index`,
      `Indices are whole numbers, int32 in hibana; this one is ${index.dtype}: write index.int().`,
    );
  }
  if (index.ndim !== x.ndim) {
    throw new RuntimeError(
      "shape-mismatch",
      "Index tensor must have the same number of dimensions as input tensor",
    );
  }
  index.shape.forEach((n, d) => {
    if (d === dim || n <= x.shape[d]!) return;
    throw new RuntimeError(
      "shape-mismatch",
      `Size does not match at dimension ${d} expected index ${
        formatShape(index.shape)
      } to be smaller than self ${formatShape(x.shape)} apart from dimension ${dim}`,
    );
  });
  return index.to("int32");
}

/**
 * For every position of the index, the element of x that it names along a dimension; all other
 * coordinates stay. A negative or too large index is an error.
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim(dim, x.ndim);
  const at = checkIndex("gather", x, d, index);
  const output = emptyTensor(index.shape, x.dtype, x.device);
  if (output.numel > 0) {
    x.device.backend.gather(withShape(x, at, d), d, at.kernelView, output.kernelView);
  }
  const shape = x.shape;
  return record(output, "GatherBackward0", [
    [x, (grad) => scatterAdd(zerosOf(grad, shape), d, at, grad), at],
  ]);
}

/** Where the index is smaller than the tensor, only the leading part takes part. */
function withShape(x: Tensor, index: Tensor, dim: number): Tensor["kernelView"] {
  return { ...x.kernelView, shape: index.shape.with(dim, x.shape[dim]!) };
}

function zerosOf(like: Tensor, shape: Shape): Tensor {
  const zeros = emptyTensor(shape, like.dtype, like.device);
  initialize(zeros, 0);
  return zeros;
}

/** A copy of x in which the source's elements are added at the positions that the index names. */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return scatterWith("add", x, dim, index, source);
}

/** A copy of x in which the source's elements stand at the positions that the index names. */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Tensor | number): Tensor {
  if (typeof source !== "number") return scatterWith("set", x, dim, index, source);
  const values = emptyTensor([], x.dtype, x.device);
  initialize(values, source);
  return scatterWith("set", x, dim, index, values.expand(index.shape));
}

function scatterWith(
  mode: "set" | "add",
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): Tensor {
  const name = mode === "add" ? "scatter_add" : "scatter";
  const d = normalizeDim(dim, x.ndim);
  requireSameDevice(name, x, source);
  const at = checkIndex(name, x, d, index);
  if (source.dtype !== x.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): Expected self.dtype to be equal to src.dtype`,
      `self is ${x.dtype}, src is ${source.dtype}: write src.to(self.dtype).`,
    );
  }
  index.shape.forEach((n, axis) => {
    if (n <= (source.shape[axis] ?? 1)) return;
    throw new RuntimeError(
      "shape-mismatch",
      `Expected index ${formatShape(index.shape)} to be smaller than src ${
        formatShape(source.shape)
      } in all dimensions`,
    );
  });
  const sourceShape = source.shape;
  const output = noGrad(() => pointwise("clone", x));
  if (at.numel > 0) {
    const from = { ...source.kernelView, shape: at.shape };
    x.device.backend.scatter(withShape(output, at, d), d, at.kernelView, from, mode);
  }
  return record(output, mode === "add" ? "ScatterAddBackward0" : "ScatterBackward0", [
    [x, (grad) => mode === "add" ? grad : scatter(grad, d, at, 0), at],
    [source, (grad) => padded(gather(grad, d, at), sourceShape), at],
  ]);
}

/** A gradient of the leading part of a tensor, as one of the whole: zero where it was not used. */
function padded(grad: Tensor, shape: Shape): Tensor {
  if (sameShape(grad.shape, shape)) return grad;
  return embed(grad, { shape: grad.shape, strides: contiguousStrides(shape), offset: 0 }, shape);
}

/** The rows (or other slices) of x that a vector of indices names. */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim(dim, x.ndim);
  if (index.ndim > 1) {
    throw new IndexError("bad-index", "index_select(): Index is supposed to be a vector");
  }
  const rows = index.reshape([index.numel]);
  const shape = x.shape.with(d, rows.numel);
  const along = rows.reshape(x.shape.map((_, axis) => axis === d ? rows.numel : 1)).expand(shape);
  return gather(x, d, along);
}

/**
 * Reading and adding along one dimension at positions that an index tensor names.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { pythonTypeName } from "../tensor/dtype.ts";
import {
  contiguousStrides,
  formatShape,
  normalizeDim,
  sameShape,
  type Shape,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { requireSameDevice } from "./devices.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { embed } from "./strided.ts";

function requireTensor(name: string, argument: string, value: unknown): void {
  if (value instanceof Tensor) return;
  throw new TypeError(
    `${name}(): argument '${argument}' must be Tensor, not ${pythonTypeName(value)}\n` +
      'Make it a tensor first: tensor(value, { dtype: "int32" }) for indices.',
  );
}

function checkIndex(name: string, x: Tensor, index: Tensor): Tensor {
  requireSameDevice(name, x, index);
  if (index.dtype !== "int32" && index.dtype !== "uint8" && index.dtype !== "uint32") {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): Expected dtype ${name === "index_select" ? "int32 or int64" : "int64"} for index`,
      `Indices are whole numbers, int32 in hibana; this one is ${index.dtype}: write index.int().`,
    );
  }
  if (name !== "index_select" && index.ndim !== x.ndim) {
    throw new RuntimeError(
      "shape-mismatch",
      `Index tensor must have the same number of dimensions as ${
        name === "gather" ? "input" : "self"
      } tensor`,
      `The index has ${index.ndim} dimensions, the tensor ${x.ndim}: unsqueeze or expand the index.`,
    );
  }
  return index.to("int32");
}

/** The first dimension in which a shape is larger than another, apart from one that does not count. */
function largerIn(shape: Shape, than: Shape, except = -1): number | undefined {
  const dim = shape.findIndex((n, d) => d !== except && n > (than[d] ?? 1));
  return dim < 0 ? undefined : dim;
}

/**
 * For every position of the index, the element of x that it names along a dimension; all other
 * coordinates stay. A negative or too large index is an error.
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  requireTensor("gather", "index", index);
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim === 0) {
    return gather(x.reshape([1]), 0, index.reshape([index.numel])).reshape(index.shape);
  }
  const at = checkIndex("gather", x, index);
  const larger = largerIn(index.shape, x.shape, d);
  if (larger !== undefined) {
    throw new RuntimeError(
      "shape-mismatch",
      `Size does not match at dimension ${larger} expected index ${
        formatShape(index.shape)
      } to be smaller than self ${formatShape(x.shape)} apart from dimension ${d}`,
      "Only along the named dimension may the index be larger: narrow it in the others.",
    );
  }
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
  requireTensor("scatter_add", "index", index);
  requireTensor("scatter_add", "src", source);
  return scatterWith("add", x, dim, index, source);
}

/** A copy of x in which the source's elements stand at the positions that the index names. */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Tensor | number): Tensor {
  requireTensor("scatter", "index", index);
  if (typeof source !== "number") {
    requireTensor("scatter", "src", source);
    return scatterWith("set", x, dim, index, source);
  }
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
  const d = normalizeDim(dim, x.ndim);
  requireSameDevice("scatter", x, source);
  if (x.ndim === 0) {
    const [one, vector, values] = [x, index, source].map((t) => t.reshape([t.numel]));
    return scatterWith(mode, one!, 0, vector!, values!).reshape([]);
  }
  const at = checkIndex("scatter", x, index);
  if (source.dtype !== x.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      "scatter(): Expected self.dtype to be equal to src.dtype",
      `self is ${x.dtype}, src is ${source.dtype}: write src.to(self.dtype).`,
    );
  }
  const larger = largerIn(index.shape, x.shape, d) ?? largerIn(index.shape, source.shape);
  if (larger !== undefined) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected index ${formatShape(index.shape)} to be smaller than self ${
        formatShape(x.shape)
      } apart from dimension ${d} and to be smaller size than src ${formatShape(source.shape)}`,
      "Only along the named dimension may the index be larger: narrow it in the others.",
    );
  }
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
  requireTensor("index_select", "index", index);
  const d = normalizeDim(dim, x.ndim);
  if (index.ndim > 1) {
    throw new IndexError(
      "bad-index",
      "index_select(): Index is supposed to be a vector",
      "Flatten the index first, or write x.at(index), which takes any shape.",
    );
  }
  if (x.ndim === 0) return indexSelect(x.reshape([1]), 0, index).reshape([]);
  const rows = checkIndex("index_select", x, index).reshape([index.numel]);
  const shape = x.shape.with(d, rows.numel);
  const along = rows.reshape(x.shape.map((_, axis) => axis === d ? rows.numel : 1)).expand(shape);
  return gather(x, d, along);
}

/**
 * Reading along a dimension, or from all elements in a row, at positions that an index tensor names.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { indexRule } from "../device/out_of_range.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { type DType, pythonTypeName, scalarTypeName } from "../tensor/dtype.ts";
import { broadcastShapes, formatShape, normalizeDim, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { addition, alongDim, readAlong, zerosOf } from "./along.ts";
import { changed } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { countFromEnd } from "./index_positions.ts";
import { reshaped } from "./reduction.ts";
import { rowsAddedAt, rowsAt } from "./table.ts";
import { broadcastTo, reshape } from "./view.ts";

/** Says no to an argument that is no tensor, in PyTorch's words. */
export function requireTensor(name: string, argument: string, value: unknown): void {
  if (value instanceof Tensor) return;
  throw new TypeError(
    `${name}(): argument '${argument}' must be Tensor, not ${pythonTypeName(value)}\n` +
      'Make it a tensor first: tensor(value, { dtype: "int32" }) for indices.',
  );
}

/** Whether a dtype holds what int64 holds in PyTorch: uint8 is for masks. */
export function isIndex(dtype: DType): boolean {
  return dtype === "int32" || dtype === "uint32";
}

/** Checks an index tensor. */
export function checkIndex(name: string, x: Tensor, index: Tensor): Tensor {
  requireTensor(name, "index", index);
  requireSameDevice(name, x, index);
  if (!isIndex(index.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}(): Expected dtype ${name === "index_select" ? "int32 or int64" : "int64"} for index`,
      `Indices are whole numbers, int32 in hibana; this one is ${index.dtype}: write index.int().`,
    );
  }
  return index.to("int32");
}

/** Checks that an index has as many dimensions as the tensor that it indexes. */
export function checkRank(self: "input" | "self", x: Tensor, index: Tensor): void {
  if (Math.max(index.ndim, 1) === Math.max(x.ndim, 1)) return;
  throw new RuntimeError(
    "shape-mismatch",
    `Index tensor must have the same number of dimensions as ${self} tensor`,
    `The index has ${index.ndim} dimensions, the tensor ${x.ndim}: unsqueeze or expand the index.`,
  );
}

/** The first dimension in which a shape is larger than another, apart from one that does not count. */
export function largerIn(shape: Shape, than: Shape, except = -1): number | undefined {
  const dim = shape.findIndex((n, d) => d !== except && n > (than[d] ?? 1));
  return dim < 0 ? undefined : dim;
}

const GATHER = indexRule("gather", { error: RuntimeError });
const SELECT = indexRule("indexSelect", { words: () => "index out of range in self" });
const TAKE = indexRule("take", {
  fromEnd: true,
  words: (index, _, size) =>
    `out of range: tried to access index ${index} on a tensor of ${size} elements.`,
});

/**
 * For every position of the index, the element of x that it names along a dimension; all other
 * coordinates stay.
 *
 * @param x any shape
 * @param dim the dimension
 * @param index int32, with as many dimensions as x, and no larger but along `dim`
 * @throws {RuntimeError} `index 3 is out of bounds for dimension 0 with size 3` for negative and too large
 * indices; on webgpu when results are read
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim(dim, x.ndim);
  const at = checkIndex("gather", x, index);
  checkRank("input", x, at);
  const larger = largerIn(at.shape, x.shape, d);
  if (larger !== undefined) {
    throw new RuntimeError(
      "shape-mismatch",
      `Size does not match at dimension ${larger} expected index ${
        formatShape(at.shape)
      } to be smaller than self ${formatShape(x.shape)} apart from dimension ${d}`,
      "Only along the named dimension may the index be larger: narrow it in the others.",
    );
  }
  return readAlong(x, d, at, GATHER);
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
  const rows = checkIndex("index_select", x, index);
  const node = "IndexSelectBackward0";
  if (d === 0 && x.ndim > 0) {
    const shape = x.shape;
    return record(rowsAt(x, rows, SELECT), node, [
      [x, (grad) => rowsAddedAt(grad, rows, shape, SELECT), rows],
    ]);
  }
  const found = readAlong(x, d, alongDim(rows, x.shape, d), SELECT, node);
  return x.ndim === 0 ? reshape(found, []) : found;
}

/** Checks the index of `take` or `put_`. */
export function checkFlatIndex(name: "take" | "put_", x: Tensor, index: Tensor): Tensor {
  requireTensor(name, "index", index);
  requireSameDevice(name, x, index);
  if (isIndex(index.dtype)) return index.to("int32");
  throw new RuntimeError(
    "dtype-mismatch",
    `${name}(): Expected a long tensor for index, but got ${scalarTypeName(index.dtype)}`,
    "Indices are whole numbers, int32 in hibana: write index.int().",
  );
}

/**
 * The elements at positions counted over all elements in row-major order, at the shape of the index.
 *
 * @param x any shape
 * @param index int32, any shape; negative positions count from the end
 * @throws {IndexError} `out of range: tried to access index 6 on a tensor of 6 elements.`; on webgpu when
 * results are read
 *
 * @example
 * ```ts
 * import { arange, take, tensor } from "@hibana/hibana";
 *
 * const x = arange(6).view(2, 3).mul(10);
 * console.log(take(x, tensor([[0, 5], [-2, 3]], { dtype: "int32" })).toArray()); // [[0, 50], [40, 30]]
 * ```
 */
export function take(x: Tensor, index: Tensor): Tensor {
  const at = checkFlatIndex("take", x, index);
  if (x.numel === 0 && at.numel > 0) {
    throw new IndexError(
      "empty",
      "take(): tried to take from an empty tensor",
      `The tensor has shape ${formatShape(x.shape)}: there is nothing to take.`,
    );
  }
  const { shape, numel } = x;
  const places = reshape(countFromEnd(at, numel), [at.numel]);
  const found = noGrad(() => readAlong(reshape(x, [numel]), 0, places, TAKE));
  return record(reshaped(found, at.shape), "TakeBackward0", [
    [x, (grad) => {
      const source = reshape(grad, [places.numel]);
      return reshape(changed(zerosOf(grad, [numel]), addition(0, places, source, TAKE)), shape);
    }],
  ]);
}

/**
 * {@linkcode gather}, but sizes other than `dim`'s broadcast, and without a dimension both are taken as
 * vectors: what `argmax` and `argsort` find.
 *
 * @param x any shape
 * @param indices int32, with as many dimensions as x
 * @param dim the dimension; without it, positions are counted over all elements
 * @throws {RuntimeError} where sizes do not broadcast, and for indices out of range, negative ones included
 *
 * @example
 * ```ts
 * import { takeAlongDim, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[10, 30, 20], [60, 40, 50]]);
 * console.log(takeAlongDim(x, x.argmax(1, { keepdim: true }), 1).toArray()); // [[30], [60]]
 * ```
 */
export function takeAlongDim(x: Tensor, indices: Tensor, dim?: number): Tensor {
  requireTensor("take_along_dim", "indices", indices);
  if (dim === undefined) {
    return takeAlongDim(reshape(x, [x.numel]), reshape(indices, [indices.numel]), 0);
  }
  requireSameDevice("takeAlongDim", x, indices);
  if (x.ndim !== indices.ndim) {
    throw new RuntimeError(
      "shape-mismatch",
      `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${x.ndim} dimensions for input, and ${indices.ndim} dimensions for indices`,
      "Give the indices the dimensions that they lack with unsqueeze().",
    );
  }
  if (!isIndex(indices.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `torch.take_along_dim(): dtype of indices should be Int but got ${
        scalarTypeName(indices.dtype)
      }`,
      "Indices are whole numbers, int32 in hibana: write indices.int().",
    );
  }
  x.size(dim);
  const d = normalizeDim(dim, x.ndim);
  const others = (shape: Shape) => shape.with(d, 1);
  const shape = broadcastShapes(others(x.shape), others(indices.shape));
  const whole = (y: Tensor) => broadcastTo(y, shape.with(d, y.shape[d]!));
  return gather(whole(x), d, whole(indices));
}

/**
 * Putting elements in order along a dimension.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import type { View } from "../device/backend.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { checkWhole, normalizeDim, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ValuesAndIndices } from "./extremes.ts";
import { scatter } from "./scatter.ts";
import { zeros } from "./make.ts";
import { narrow } from "./view.ts";

/** Options of sorting. */
export interface SortOptions {
  /** The largest element first. Default: false. */
  descending?: boolean;
  /** Equal elements keep their order. They always do here; PyTorch does it when asked. */
  stable?: boolean;
}

/** Options of {@linkcode topk}. */
export interface TopkOptions {
  /** The largest elements rather than the smallest. Default: true. */
  largest?: boolean;
  /** In order, the best first. They always are here; PyTorch may leave it when told `false`. */
  sorted?: boolean;
}

/** The elements in order along a dimension, and where they stood; not on the tape yet. */
export function order(x: Tensor, dim: number, descending = false): ValuesAndIndices {
  const values = emptyTensor(x.shape, x.dtype, x.device);
  const indices = emptyTensor(x.shape, "int32", x.device);
  const [from, to, at] = [x, values, indices].map((tensor) => dimLast(tensor, dim));
  x.device.backend.sort(from!, to!, at!, descending);
  return new ValuesAndIndices(values, indices);
}

/** What a kernel sees, with one dimension moved behind the others; a 0-d tensor gets one. */
function dimLast(x: Tensor, dim: number): View {
  const moved = (list: readonly number[]) =>
    x.ndim === 0 ? [1] : [...list.toSpliced(dim, 1), list[dim]!];
  const view = x.kernelView;
  return { ...view, shape: moved(view.shape), strides: moved(view.strides) };
}

/** Gradients of elements that were chosen along a dimension: each goes back to where it came from. */
export function sendBack(grad: Tensor, shape: Shape, dim: number, indices: Tensor): Tensor {
  const nothing = zeros(shape, { dtype: grad.dtype, device: grad.device });
  return scatter(nothing, dim, indices, grad);
}

/** The elements in order along a dimension, and their positions before. NaN is the largest. */
export function sort(x: Tensor, dim = -1, options: SortOptions = {}): ValuesAndIndices {
  const d = normalizeDim(dim, x.ndim);
  const { values, indices } = order(x, d, options.descending);
  const shape = x.shape;
  record(values, options.stable === undefined ? "SortBackward0" : "SortBackward1", [
    [x, (grad) => sendBack(grad, shape, d, indices), indices],
  ]);
  return new ValuesAndIndices(values, indices);
}

/** The positions that put the elements in order along a dimension. */
export function argsort(x: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return order(x, normalizeDim(dim, x.ndim), options.descending).indices;
}

/** The elements in order along the first dimension. */
export function msort(x: Tensor): Tensor {
  return sort(x, 0).values;
}

/** The k largest (or smallest) elements along a dimension, in order, and their positions. */
export function topk(
  x: Tensor,
  k: number,
  dim = -1,
  options: TopkOptions = {},
): ValuesAndIndices {
  checkWhole("topk(): argument 'k' (position 1)", k);
  const d = normalizeDim(dim, x.ndim);
  if (k < 0 || k > (x.shape[d] ?? 1)) {
    throw new RuntimeError(
      "out-of-range",
      "selected index k out of range",
      `There are ${x.shape[d] ?? 1} elements along dimension ${d}, and k is ${k}.`,
    );
  }
  const sorted = order(x, d, options.largest ?? true);
  // Copies, so that the elements that were not chosen do not stay in memory.
  const [values, indices] = x.ndim === 0
    ? [...sorted]
    : noGrad(() => [...sorted].map((part) => narrow(part, d, 0, k).clone()));
  const shape = x.shape;
  record(values!, "TopkBackward0", [
    [x, (grad) => sendBack(grad, shape, d, indices!), indices!],
  ]);
  return new ValuesAndIndices(values!, indices!);
}

/**
 * Indexing with whole numbers, slices, new dimensions, an ellipsis, masks and index tensors, all of
 * which may stand side by side.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { tensorTypeName } from "../tensor/dtype.ts";
import { expandLayout, formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { copyInPlace, to } from "./cast.ts";
import { deviceMismatch } from "./devices.ts";
import { indexSelect } from "./gather.ts";
import { type Index, plan } from "./index_plan.ts";
import {
  broadcastIndices,
  flatIndex,
  moveBack,
  pickedFirst,
  positionsOf,
  scalarLike,
} from "./index_positions.ts";
import { sumTo } from "./reduce.ts";
import { broadcastTo, reshape } from "./view.ts";

/** The elements that indices name: a view for numbers, slices and null, a copy for index tensors. */
export function at(x: Tensor, indices: readonly Index[]): Tensor {
  const { view, picks } = plan(x, indices);
  if (picks.length === 0) return view;
  const { front, order } = pickedFirst(view, picks);
  const sizes = picks.map(({ dim }) => view.shape[dim]!);
  const broadcast = broadcastIndices(picks);
  const flat = flatIndex(picks.map(({ index }) => index), sizes, broadcast);
  const rest = front.shape.slice(picks.length);
  const rows = reshape(front, [sizeOf(sizes), ...rest]);
  const result = reshape(indexSelect(rows, 0, flat), [...broadcast, ...rest]);
  return order === "front" ? result : moveBack(result, broadcast.length, order);
}

/** Overwrites the elements that indices name. */
export function setAt(
  x: Tensor,
  indices: readonly Index[],
  value: Tensor | number | boolean,
): Tensor {
  const { view, picks } = plan(x, indices);
  if (picks.length === 0) {
    const given = withRank(value, view.ndim);
    if (given instanceof Tensor) {
      expandLayout(given.layout, view.shape, tensorTypeName(given.dtype));
    }
    copyInPlace(view, given);
    return x;
  }
  if (value instanceof Tensor && value.device !== x.device && value.ndim > 0) {
    throw deviceMismatch("setAt", [x, value]);
  }
  checkInPlace(x);
  const { positions, shape } = positionsOf(view, picks);
  const given = withRank(value, shape.length);
  if (given instanceof Tensor) requireBroadcast(given.shape, shape);
  const source = noGrad(() => {
    const values = given instanceof Tensor ? to(given.detach(), x) : scalarLike(x, given);
    return reshape(broadcastTo(values, shape), [sizeOf(shape)]);
  });
  const write = (target: Tensor, values: Tensor) => {
    if (positions.numel === 0) return;
    target.device.backend.scatter(
      wholeStorage(target),
      0,
      positions.kernelView,
      values.kernelView,
      "set",
    );
  };
  const erase = (grad: Tensor) => setAt(grad.clone(), indices, 0);
  return changeInPlace(
    x,
    "IndexPutBackward0",
    given instanceof Tensor
      ? [[x, erase], [given, (grad) => sumTo(at(grad, indices), given.shape)]]
      : [[x, erase]],
    () => write(x, source),
  );
}

/** A value without those leading dimensions of size 1 that what it overwrites does not have. */
function withRank<T>(value: Tensor | T, rank: number): Tensor | T {
  if (!(value instanceof Tensor)) return value;
  const extra = Math.max(value.ndim - rank, 0);
  if (extra === 0 || value.shape.slice(0, extra).some((n) => n !== 1)) return value;
  return reshape(value, value.shape.slice(extra));
}

function requireBroadcast(from: Shape, to: Shape): void {
  const lead = to.length - from.length;
  if (lead >= 0 && from.every((n, d) => n === 1 || n === to[lead + d])) return;
  throw new RuntimeError(
    "shape-mismatch",
    `shape mismatch: value tensor of shape ${
      formatShape(from)
    } cannot be broadcast to indexing result of shape ${formatShape(to)}`,
    "Counted from the last dimension, the value's sizes must be 1 or those of what the indices name.",
  );
}

/** A tensor's storage as a vector. */
function wholeStorage(x: Tensor): Tensor["kernelView"] {
  return { ...x.kernelView, shape: [x.storage.length], strides: [1], offset: 0 };
}

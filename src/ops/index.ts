/**
 * Indexing with whole numbers, slices, new dimensions, an ellipsis, masks and index tensors, all of
 * which may stand side by side.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { scalarTypeName, tensorTypeName } from "../tensor/dtype.ts";
import { expandLayout, formatShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { valueLike } from "./along.ts";
import { rowsAddedAt, rowsAt } from "./table.ts";
import { copyInPlace, to } from "./cast.ts";
import { changed, changedInPlace, type ChangeOf, requireApart } from "./change.ts";
import { deviceMismatch } from "./devices.ts";
import { requireTensor } from "./gather.ts";
import { type Index, type Plan, plan, planMask, prepare, soleMask } from "./index_plan.ts";
import {
  broadcastIndices,
  flatIndex,
  moveBack,
  moveFront,
  pickedFirst,
  pickedShape,
  PICKING,
  positionsOf,
} from "./index_positions.ts";
import { pointwiseInPlace } from "./pointwise.ts";
import { sumTo } from "./reduce.ts";
import { broadcastTo, permute, reshape } from "./view.ts";

/** The elements that indices name: a view for numbers, slices and null, a copy for index tensors. */
export function at(x: Tensor, indices: readonly Index[]): Tensor {
  return read(plan(x, prepare(x, indices)));
}

function read({ view, picks }: Plan): Tensor {
  if (picks.length === 0) return view;
  const { order, inverse, before } = pickedFirst(view, picks);
  const sizes = picks.map(({ dim }) => view.shape[dim]!);
  const broadcast = broadcastIndices(picks);
  const rest = order.slice(picks.length).map((d) => view.shape[d]!);
  const rows = [sizeOf(sizes), ...rest];
  const flat = flatIndex(picks, sizes, broadcast);
  const found = noGrad(() => {
    const all = rowsAt(reshape(permute(view, order), rows), flat, PICKING);
    return moveBack(reshape(all, [...broadcast, ...rest]), broadcast.length, before).detach();
  });
  return record(found, "IndexBackward0", [
    [view, (grad) => {
      const source = reshape(moveFront(grad, broadcast.length, before), [flat.numel, ...rest]);
      const sums = rowsAddedAt(source, flat, rows, PICKING);
      return permute(reshape(sums, [...sizes, ...rest]), inverse);
    }],
  ]);
}

/** Overwrites the elements that indices name. */
export function setAt(
  x: Tensor,
  indices: readonly Index[],
  value: Tensor | number | boolean,
): Tensor {
  if (!(value instanceof Tensor) && typeof value !== "number" && typeof value !== "boolean") {
    throw new TypeError(
      `can't assign a ${value === null ? "NoneType" : typeof value} to a ${
        tensorTypeName(x.dtype)
      }\nWrite x.setAt(indices, value) with a number, a truth value or a tensor.`,
    );
  }
  const given = prepare(x, indices);
  const mask = soleMask(given);
  if (mask !== undefined && (!(value instanceof Tensor) || value.numel === 1)) {
    // One value where a mask is true: nobody needs to know where that is.
    const { view, mask: chosen } = planMask(x, given, mask);
    pointwiseInPlace(
      "maskedFill",
      view,
      chosen,
      value instanceof Tensor ? reshape(value, []) : value,
    );
    return x;
  }
  const planned = plan(x, given);
  if (planned.picks.length > 0) {
    return changedInPlace(x, putting(planned, value, "set"));
  }
  const source = withRank(value, planned.view.ndim);
  if (source instanceof Tensor) {
    expandLayout(source.layout, planned.view.shape, tensorTypeName(source.dtype));
  }
  copyInPlace(planned.view, source);
  return x;
}

/**
 * A copy of x in which the elements that index tensors name are others.
 *
 * @param x any shape
 * @param indices index tensors or masks, one for each dimension from the first; see `at`
 * @param values a tensor of x's dtype that broadcasts to what the indices name
 * @param accumulate whether to add to what is there; then places that are named twice get both
 * @throws {IndexError} `index 3 is out of bounds for dimension 0 with size 3`; on webgpu when results are
 * read
 *
 * @example
 * ```ts
 * import { indexPut, tensor, zeros } from "@hibana/hibana";
 *
 * const places = tensor([0, 2, 0], { dtype: "int32" });
 * console.log(indexPut(zeros(3), [places], tensor([1, 2, 3]), true).toArray()); // [4, 0, 2]
 * ```
 */
export function indexPut(
  x: Tensor,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate = false,
): Tensor {
  return changed(x, indexPutting(x, indices, values, accumulate));
}

/** {@linkcode indexPut} in place. */
export function indexPutInPlace(
  x: Tensor,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate = false,
): Tensor {
  return changedInPlace(x, indexPutting(x, indices, values, accumulate));
}

function indexPutting(
  x: Tensor,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean,
): ChangeOf {
  requireTensor("index_put_", "values", values);
  indices.forEach((index, i) => {
    if (index instanceof Tensor) return;
    throw new TypeError(
      `expected Tensor as element ${i} in argument 0, but got ${
        index === null ? "NoneType" : typeof index
      }\nsetAt() takes numbers, slices and null as well.`,
    );
  });
  return putting(plan(x, prepare(x, indices, true)), values, accumulate ? "add" : "set");
}

/** Puts values where index tensors point, or adds them there. */
function putting(
  { view, picks, known }: Plan,
  value: Tensor | number | boolean,
  mode: "set" | "add",
): ChangeOf {
  const shape = pickedShape(view, picks);
  const given = withRank(value, shape.length);
  if (given instanceof Tensor) {
    requireFit(view, given, shape);
    if (given.device === view.device) requireApart(view, given);
  }
  const erase = (grad: Tensor) => changed(grad, putting(plan(grad, known), 0, "set"));
  return (x) => ({
    node: "IndexPutBackward0",
    inputs: () => [
      [x, mode === "set" ? erase : (grad) => grad],
      ...given instanceof Tensor
        ? [[given, (grad: Tensor) => sumTo(read(plan(grad, known)), given.shape)] as const]
        : [],
    ],
    write: (target) => {
      const places = plan(target, known);
      const positions = positionsOf(places.view, places.picks, shape);
      if (positions.numel === 0) return;
      const values = given instanceof Tensor
        ? reshape(broadcastTo(to(given, target), shape), [positions.numel])
        : valueLike(target, [positions.numel], given);
      target.device.backend.scatter(
        { ...target.kernelView, shape: [target.storage.length], strides: [1], offset: 0 },
        0,
        positions.kernelView,
        values.kernelView,
        mode,
        PICKING,
      );
    },
  });
}

/** A value without those leading dimensions of size 1 that what it overwrites does not have. */
function withRank<T>(value: Tensor | T, rank: number): Tensor | T {
  if (!(value instanceof Tensor)) return value;
  const extra = Math.max(value.ndim - rank, 0);
  if (extra === 0 || value.shape.slice(0, extra).some((n) => n !== 1)) return value;
  return reshape(value, value.shape.slice(extra));
}

/** Checks that a tensor can overwrite what index tensors name. */
function requireFit(view: Tensor, value: Tensor, shape: Shape): void {
  if (value.device !== view.device && !(value.ndim === 0 && value.device.type === "cpu")) {
    throw deviceMismatch("setAt", [view, value]);
  }
  const lead = shape.length - value.ndim;
  if (lead < 0 || value.shape.some((n, d) => n !== 1 && n !== shape[lead + d])) {
    throw new RuntimeError(
      "shape-mismatch",
      `shape mismatch: value tensor of shape ${
        formatShape(value.shape)
      } cannot be broadcast to indexing result of shape ${formatShape(shape)}`,
      "Counted from the last dimension, the value's sizes must be 1 or those of what the indices name.",
    );
  }
  if (value.dtype === view.dtype) return;
  throw new RuntimeError(
    "dtype-mismatch",
    `Index put requires the source and destination dtypes match, got ${
      scalarTypeName(view.dtype)
    } for the destination and ${scalarTypeName(value.dtype)} for the source.`,
    `Write value.to("${view.dtype}").`,
  );
}

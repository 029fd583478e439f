/**
 * Reading and overwriting along one dimension at positions that an index tensor names: what gather,
 * scatter and their kin have in common, once their arguments are checked.
 *
 * @module
 */
import { type Input, record } from "../autograd/node.ts";
import type { ScatterMode, View } from "../device/backend.ts";
import type { IndexRule } from "../device/out_of_range.ts";
import { emptyTensor } from "../tensor/create.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { changed, type ChangeOf } from "./change.ts";
import { initialize } from "./pointwise.ts";
import { expand, reshape } from "./view.ts";

/** What kernels see; a 0-d tensor is a vector of one element to them. */
function vectorView(x: Tensor): View {
  const view = x.kernelView;
  return x.ndim > 0 ? view : { ...view, shape: [1], strides: [1] };
}

/** Where the index is smaller than the tensor, only the leading part takes part. */
function leading(x: Tensor, index: View, dim: number): View {
  const view = vectorView(x);
  return { ...view, shape: index.shape.with(dim, view.shape[dim]!) };
}

/** Zeros that go with another tensor, off the tape. */
export function zerosOf(like: Tensor, shape: Shape): Tensor {
  return filledLike(like, shape, 0);
}

/** One value that goes with a tensor, at another shape; not in memory more than once. */
export function valueLike(like: Tensor, shape: Shape, value: number | boolean): Tensor {
  return expand(filledLike(like, [], value), shape);
}

function filledLike(like: Tensor, shape: Shape, value: number | boolean): Tensor {
  const filled = emptyTensor(shape, like.dtype, like.device);
  initialize(filled, value);
  return filled;
}

/** A vector of indices as one for every position of the other dimensions, none of them in memory. */
export function alongDim(rows: Tensor, shape: Shape, d: number): Tensor {
  if (shape.length === 0) return reshape(rows, [rows.numel]);
  const along = reshape(rows, shape.map((_, axis) => axis === d ? rows.numel : 1));
  return expand(along, shape.with(d, rows.numel));
}

/**
 * For every position of the index, the element of x that it names along a dimension.
 *
 * @param d the dimension, counted from the front
 * @param at int32, of as many dimensions as x
 * @param rule what to say about indices out of range
 * @param node PyTorch's name on the tape
 */
export function readAlong(
  x: Tensor,
  d: number,
  at: Tensor,
  rule: IndexRule,
  node = "GatherBackward0",
): Tensor {
  const output = emptyTensor(at.shape, x.dtype, x.device);
  const index = vectorView(at);
  if (output.numel > 0) {
    x.device.backend.gather(leading(x, index, d), d, index, vectorView(output), rule);
  }
  const shape = x.shape;
  return record(output, node, [
    [x, (grad) => changed(zerosOf(grad, shape), addition(d, at, grad, rule)), at],
  ]);
}

/** Scatters a source over a tensor. */
export function writeAlong(
  target: Tensor,
  d: number,
  at: Tensor,
  source: Tensor,
  mode: ScatterMode,
  rule: IndexRule,
): void {
  if (at.numel === 0) return;
  const index = vectorView(at);
  target.device.backend.scatter(
    leading(target, index, d),
    d,
    index,
    vectorView(source),
    mode,
    rule,
  );
}

/** A source's gradient: what stands where it went. */
export function sourceInput(source: Tensor, d: number, at: Tensor, rule: IndexRule): Input {
  const { shape } = source;
  return [source, (grad) => reshape(readAlong(grad, d, at, rule), shape), at];
}

/** Adds a source's elements at the positions that an index names. */
export function addition(
  d: number,
  at: Tensor,
  source: Tensor,
  rule: IndexRule,
  node = "ScatterAddBackward0",
): ChangeOf {
  return (x) => ({
    node,
    inputs: () => [[x, (grad) => grad], sourceInput(source, d, at, rule)],
    write: (target) => writeAlong(target, d, at, source, "add", rule),
  });
}

/** Puts a source's elements, or one value, at the positions that an index names. */
export function placement(
  d: number,
  at: Tensor,
  source: Tensor | number | boolean,
  rule: IndexRule,
  node = "ScatterBackward0",
): ChangeOf {
  const erase = (grad: Tensor) => changed(grad, placement(d, at, 0, rule));
  const isTensor = typeof source === "object";
  return (x) => ({
    node,
    inputs: () => isTensor ? [[x, erase, at], sourceInput(source, d, at, rule)] : [[x, erase, at]],
    write: (target) => {
      const values = isTensor ? source : valueLike(target, at.shape, source);
      writeAlong(target, d, at, values, "set", rule);
    },
  });
}

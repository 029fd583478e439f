/**
 * Arbitrary layouts over a contiguous tensor, in both directions, with gradients: what views that show
 * a part, and in-place changes of views, are differentiated by.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { edgesTo, Node, record } from "../autograd/node.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type Layout, overlapsItself, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { initialize, pointwise, pointwiseInPlace } from "./pointwise.ts";
import { sum } from "./reduce.ts";

/** The elements of a contiguous tensor that a layout names, counted from the tensor's first. */
export function stridedOf(x: Tensor, layout: Layout): Tensor {
  const shape = x.shape;
  const output = new Tensor(x.storage, { ...layout, offset: layout.offset + x.storageOffset });
  return record(output, "AsStridedBackward0", [[x, (grad) => embed(grad, layout, shape)]]);
}

/** The place on the tape of a view whose base has changed: what it shows now is a part of the base. */
export function viewNode(base: Tensor, layout: Layout): Node {
  const shape = base.shape;
  const like = { shape: layout.shape, dtype: base.dtype, device: base.device };
  return new Node(
    "AsStridedBackward0",
    like,
    edgesTo([[base, (grad) => embed(grad, layout, shape)]]),
  );
}

/** Zeros of a shape, but for the elements that a layout names: those are added up there. */
export function embed(values: Tensor, layout: Layout, shape: Shape): Tensor {
  const output = noGrad(() => {
    const zeros = emptyTensor(shape, values.dtype, values.device);
    initialize(zeros, 0);
    if (!overlapsItself(layout)) initialize(new Tensor(zeros.storage, layout), values);
    else addAt(zeros, layout, values);
    return zeros;
  });
  return record(output, "AsStridedBackward0", [
    [values, (grad) => stridedOf(grad.contiguous(), layout)],
  ]);
}

/** A copy of a contiguous tensor in which the elements that a layout names are others. */
export function stridedScatter(x: Tensor, values: Tensor, layout: Layout): Tensor {
  const output = noGrad(() => {
    const copy = pointwise("clone", x);
    initialize(new Tensor(copy.storage, layout), values);
    return copy;
  });
  return record(output, "AsStridedScatterBackward0", [
    [x, (grad) => {
      const nothing = noGrad(() => values.zerosLike());
      return stridedScatter(grad.contiguous(), nothing, layout);
    }],
    [values, (grad) => stridedOf(grad.contiguous(), layout)],
  ]);
}

/** Adds values up where a layout lies. Where it overlaps itself it is taken apart into layouts that do not. */
function addAt(target: Tensor, layout: Layout, values: Tensor): void {
  if (!overlapsItself(layout)) {
    pointwiseInPlace("add", new Tensor(target.storage, layout), values);
    return;
  }
  const repeated = layout.shape.findIndex((n, d) => n > 1 && layout.strides[d] === 0);
  if (repeated >= 0) {
    addAt(target, without(layout, repeated, 0), sum(values, repeated));
    return;
  }
  // The shortest dimension takes the fewest steps: of windows that is the one within a window.
  const longer = layout.shape.map((n) => n > 1 ? n : Infinity);
  const dim = longer.indexOf(Math.min(...longer));
  for (let i = 0; i < layout.shape[dim]!; i++) {
    addAt(target, without(layout, dim, i), values.select(dim, i));
  }
}

/** One position of a dimension of a layout, without that dimension. */
function without({ shape, strides, offset }: Layout, dim: number, position: number): Layout {
  return {
    shape: shape.toSpliced(dim, 1),
    strides: strides.toSpliced(dim, 1),
    offset: offset + position * strides[dim]!,
  };
}

/**
 * Arbitrary layouts over a contiguous tensor, in both directions, with gradients: what views that show
 * a part, and in-place changes of views, are differentiated by.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { edgesTo, Node, record } from "../autograd/node.ts";
import { emptyTensor, fromTypedArray } from "../tensor/create.ts";
import { type Layout, overlapsItself, type Shape, sizeOf } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { initialize, pointwise } from "./pointwise.ts";

/** The elements of a contiguous tensor that a layout names, counted from the tensor's first. */
export function asStrided(x: Tensor, layout: Layout): Tensor {
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
    if (!overlapsItself(layout)) {
      initialize(new Tensor(zeros.storage, layout), values);
    } else if (zeros.numel > 0) {
      const flat = new Tensor(zeros.storage, { shape: [zeros.numel], strides: [1], offset: 0 });
      const source = values.reshape([values.numel]);
      const positions = positionsOf(layout, values);
      values.device.backend.scatter(
        flat.kernelView,
        0,
        positions.kernelView,
        source.kernelView,
        "add",
      );
    }
    return zeros;
  });
  return record(output, "AsStridedBackward0", [
    [values, (grad) => asStrided(grad.contiguous(), layout)],
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
    [values, (grad) => asStrided(grad.contiguous(), layout)],
  ]);
}

/** For every element of a layout, in row-major order, its position in the storage. */
function positionsOf(layout: Layout, like: Tensor): Tensor {
  const count = sizeOf(layout.shape);
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let position = layout.offset;
    for (let d = layout.shape.length - 1; d >= 0; d--) {
      const n = layout.shape[d]!;
      position += (rest % n) * layout.strides[d]!;
      rest = Math.floor(rest / n);
    }
    positions[i] = position;
  }
  return fromTypedArray(positions, [count], "int32", { device: like.device });
}

/**
 * Overwriting elements at positions counted over all of them.
 *
 * @module
 */
import { indexRule } from "../device/out_of_range.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { scalarTypeName } from "../tensor/dtype.ts";
import { formatShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { valueLike, writeAlong } from "./along.ts";
import { changed, changedInPlace, type ChangeOf, requireApart } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { checkFlatIndex, requireTensor, take } from "./gather.ts";
import { countFromEnd } from "./index_positions.ts";
import { initialize } from "./pointwise.ts";
import { contiguous, reshape } from "./view.ts";

const PUT = indexRule("put", {
  fromEnd: true,
  words: (index, _, size) =>
    `out of range: tried to access index ${index} on a tensor of ${size} elements.`,
});

function putting(x: Tensor, index: Tensor, source: Tensor, accumulate: boolean): ChangeOf {
  const at = checkFlatIndex("put_", x, index);
  requireTensor("put_", "source", source);
  requireSameDevice("put", x, source);
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `put_(): self and source expected to have the same dtype, but got self.dtype = ${
        scalarTypeName(x.dtype)
      } and source.dtype = ${scalarTypeName(source.dtype)}`,
      `Write source.to("${x.dtype}").`,
    );
  }
  if (source.numel !== at.numel) {
    throw new IndexError(
      "shape-mismatch",
      `put_(): Expected source and index to have the same number of elements, but got source.numel() = ${source.numel}, index.numel() = ${at.numel}`,
      "Every position takes one element of the source.",
    );
  }
  if (x.numel === 0 && at.numel > 0) {
    throw new IndexError(
      "empty",
      "put_(): Tried to put elements into an empty tensor",
      `The tensor has shape ${formatShape(x.shape)}: there is no place.`,
    );
  }
  return placing(at, source, accumulate);
}

/** Puts a source, or zeros, at positions counted over all elements, once they are checked. */
function placing(at: Tensor, source: Tensor | 0, accumulate: boolean): ChangeOf {
  const erase = (grad: Tensor) => changed(grad, placing(at, 0, false));
  return (x) => ({
    node: "PutBackward0",
    inputs: () => [
      [x, accumulate ? (grad) => grad : erase, at],
      ...source === 0
        ? []
        : [[source, (grad: Tensor) => reshape(take(grad, at), source.shape), at] as const],
    ],
    write: (target) => {
      const places = reshape(countFromEnd(at, target.numel), [at.numel]);
      const values = source === 0
        ? valueLike(target, places.shape, 0)
        : reshape(source, places.shape);
      const room = contiguous(target);
      const { storage, storageOffset: offset, numel } = room;
      const flat = new Tensor(storage, { shape: [numel], strides: [1], offset });
      writeAlong(flat, 0, places, values, accumulate ? "add" : "set", PUT);
      if (room !== target) initialize(target, room);
    },
  });
}

/**
 * A copy of x in which elements, counted over all in row-major order, are those of a source.
 *
 * @param x any shape
 * @param index int32, any shape: where each element of the source goes; negative ones count from the end
 * @param source a tensor of x's dtype, as many elements as the index has
 * @param accumulate whether to add to what is there; else of several for one place any may stay
 * @throws {IndexError} `out of range: tried to access index 6 on a tensor of 6 elements.`; on webgpu when
 * results are read
 *
 * @example
 * ```ts
 * import { put, tensor, zeros } from "@hibana/hibana";
 *
 * const places = tensor([0, -1], { dtype: "int32" });
 * console.log(put(zeros(2, 2), places, tensor([5, 6])).toArray()); // [[5, 0], [0, 6]]
 * ```
 */
export function put(x: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
  return changed(x, putting(x, index, source, accumulate));
}

/** {@linkcode put} in place. */
export function putInPlace(x: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
  const made = putting(x, index, source, accumulate);
  requireApart(x, index, source);
  return changedInPlace(x, made);
}

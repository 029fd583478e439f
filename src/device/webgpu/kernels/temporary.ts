/**
 * Copies and scratch memory, for kernels that cannot work on a view as it is.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { contiguousStrides, sizeOf } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { elementwiseKernel, operand } from "../../expression.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { computeTypeOf, storageBytes } from "../wgsl/types.ts";
import { elementwise } from "./elementwise.ts";

const COPY = elementwiseKernel("copy", operand(0));
const FILL = elementwiseKernel("fill", operand(0));

/** Records a copy from one view to another of the same shape, converting between their dtypes. */
export function copy(queue: Queue, from: View<Block>, to: View<Block>): void {
  elementwise(queue, COPY, computeTypeOf(from.dtype), [from], to);
}

/** Records that every element of a view becomes that number, 0 or 1. */
export function fill(queue: Queue, value: 0 | 1, to: View<Block>): void {
  elementwise(queue, FILL, "float", [value], to);
}

/** A contiguous view of fresh memory, given back once everything that uses it is recorded. */
export function withTemporary(
  queue: Queue,
  dtype: DType,
  shape: readonly number[],
  use: (view: View<Block>) => void,
): void {
  const buffer = queue.memory.scratch(sizeOf(shape) * storageBytes(dtype));
  try {
    use({ buffer, dtype, shape, strides: contiguousStrides(shape), offset: 0 });
  } finally {
    queue.memory.give(buffer);
  }
}

/** A contiguous copy of a view, in memory of its own. */
export function withCopy(queue: Queue, view: View<Block>, use: (view: View<Block>) => void): void {
  withTemporary(queue, view.dtype, view.shape, (temporary) => {
    copy(queue, view, temporary);
    use(temporary);
  });
}

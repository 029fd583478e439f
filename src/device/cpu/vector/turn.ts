/**
 * Operands that lie across the rows of the output, as those of `x.t().add(y)` do: they are turned into rows first.
 *
 * @module
 */
import type { TypedArray } from "../../../tensor/dtype.ts";
import { contiguousStrides, sizeOf } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { kernels } from "../kernels.ts";
import { scratch, staged } from "../staging.ts";
import { walk } from "../walk.ts";

/** Shorter sides are not worth it. */
const SIDE = 4;
const BYTES = 4;

/**
 * The dimension along which a view is dense though its last is not, or -1 where there is none, or nothing to gain.
 *
 * @param shape what all operands share
 * @param strides the view's, of that shape
 */
export function denseAcross(
  { buffer }: View<TypedArray>,
  shape: readonly number[],
  strides: readonly number[],
): number {
  const last = shape.length - 1;
  if (buffer.BYTES_PER_ELEMENT !== BYTES || strides[last] === 0 || strides[last] === 1) return -1;
  const across = strides.lastIndexOf(1);
  return across >= 0 && shape[across]! >= SIDE && shape[last]! >= SIDE ? across : -1;
}

/**
 * Copies a view so that its last dimension is dense.
 *
 * @param across where it is dense now
 * @param to the address of the first element
 * @param toStrides the strides there; the last is 1
 */
export function turn(
  from: number,
  shape: readonly number[],
  strides: readonly number[],
  across: number,
  to: number,
  toStrides: readonly number[],
): void {
  const last = shape.length - 1;
  const others = [...shape.keys()].filter((d) => d !== across && d !== last);
  const bytes = [strides, toStrides].map((list) => others.map((d) => list[d]! * BYTES));
  const [step, toStep] = [strides[last]! * BYTES, toStrides[across]! * BYTES];
  const { transpose } = kernels();
  walk(others.map((d) => shape[d]!), bytes, [from, to], ([x, y]) => {
    transpose(x!, step, y!, toStep, shape[across]!, shape[last]!);
  });
}

/** A copy of a view in scratch memory, in row-major order: its address, and the strides it has. */
export function turned(
  view: View<TypedArray>,
  shape: readonly number[],
  strides: readonly number[],
  across: number,
): { address: number; strides: number[] } {
  const address = scratch(sizeOf(shape) * BYTES);
  const dense = contiguousStrides(shape);
  turn(staged(view), shape, strides, across, address, dense);
  return { address, strides: dense };
}

/**
 * Walking over the positions of strided arrays.
 *
 * @module
 */
import { collapse, sizeOf } from "../../tensor/shape.ts";

/** Visits every position of a shape in row-major order, for several arrays at once. */
export function walk(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  start: readonly number[],
  visit: (positions: readonly number[]) => void,
): void {
  if (sizeOf(shape) === 0) return;
  const positions = [...start];
  const counter = new Array<number>(shape.length).fill(0);
  while (true) {
    visit(positions);
    let d = shape.length - 1;
    for (; d >= 0; d--) {
      for (let i = 0; i < positions.length; i++) positions[i]! += strides[i]![d]!;
      if (++counter[d]! < shape[d]!) break;
      for (let i = 0; i < positions.length; i++) positions[i]! -= strides[i]![d]! * shape[d]!;
      counter[d] = 0;
    }
    if (d < 0) return;
  }
}

/**
 * Visits rows instead of single positions: as long as all arrays allow, with what each one's step is.
 *
 * @param visit given the positions where a row begins, its length, and the steps in it
 */
export function walkRows(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  start: readonly number[],
  visit: (positions: readonly number[], count: number, steps: readonly number[]) => void,
): void {
  if (sizeOf(shape) === 0) return;
  const merged = collapse(shape, strides);
  const count = merged.shape.pop() ?? 1;
  const steps = merged.strides.map((list) => list.pop() ?? 0);
  walk(merged.shape, merged.strides, start, (positions) => visit(positions, count, steps));
}

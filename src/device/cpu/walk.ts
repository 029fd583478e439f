/**
 * Walking over the positions of strided arrays.
 *
 * @module
 */
import { sizeOf } from "../../tensor/shape.ts";

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

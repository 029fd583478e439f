/**
 * Rounding to the floating dtypes, in the steps in which PyTorch rounds.
 *
 * @module
 */

/** The arrays of the floating dtypes. */
export type FloatArray =
  | Float32Array<ArrayBuffer>
  | Float16Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Rounds to float16 by way of float32, as PyTorch's cast from a double does. */
export function f16(x: number): number {
  return Math.f16round(Math.fround(x));
}

/** Rounds a double to the dtype of an array. */
export function roundingOf(array: FloatArray): (x: number) => number {
  if (array instanceof Float32Array) return Math.fround;
  return array instanceof Float16Array ? f16 : (x) => x;
}

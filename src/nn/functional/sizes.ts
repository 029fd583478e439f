/**
 * Sizes, strides and paddings as callers give them: one number for all dimensions, or one for each.
 *
 * @module
 */
import { formatShape } from "../../tensor/shape.ts";

/** A size along one dimension. */
export type Size1d = number | readonly [length: number];

/** A size for rows and columns alike, or one for each. */
export type Size2d = number | readonly [height: number, width: number];

/** A size for three dimensions alike, or one for each. */
export type Size3d = number | readonly [depth: number, height: number, width: number];

/** Any of them. */
export type Size = number | readonly number[];

/** One number for each dimension; lists stay as they are. */
export function listOf(size: Size, rank: number): readonly number[] {
  return typeof size === "number" ? new Array<number>(rank).fill(size) : size;
}

/**
 * Checks what should be whole numbers.
 *
 * @throws {TypeError} `conv2d(): argument 'stride' must be tuple of ints, not float`
 */
export function checkWholes(op: string, argument: string, sizes: readonly number[]): void {
  if (sizes.every(Number.isInteger)) return;
  const position = argument === "kernel_size" || argument === "output_size" ? " (position 2)" : "";
  throw new TypeError(
    `${op}(): argument '${argument}'${position} must be tuple of ints, not float\n` +
      `It is ${formatShape(sizes)}: pass whole numbers.`,
  );
}

/** Sizes as messages write them: `8 x 8`. */
export function times(sizes: readonly number[]): string {
  return sizes.join(" x ");
}

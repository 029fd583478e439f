/**
 * Functions that find a number between others: the larger and the smaller, within bounds, part of the
 * way. Unlike the methods, those of two operands take a plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import type { ValuesAndIndices } from "../extremes.ts";
import type { FiniteOptions } from "../overloads.ts";
import { pointwise } from "../pointwise.ts";
import type { ReduceOptions } from "../reduction.ts";
import type { Operand } from "../row.ts";

/** A function that gives a tensor, or values and indices, as its second argument says. */
export interface ExtremeFunction {
  /** The extreme of all elements. */
  (x: Tensor): Tensor;
  /** The extremes along a dimension, and where they are. */
  (x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  /** The extremes of two tensors, element by element. */
  (x: Tensor, other: Tensor): Tensor;
}

/** The larger of two, element by element; NaN wins. */
export function maximum(a: Operand, b: Operand): Tensor {
  return pointwise("maximum", a, b);
}

/** The smaller of two, element by element; NaN wins. */
export function minimum(a: Operand, b: Operand): Tensor {
  return pointwise("minimum", a, b);
}

/** The larger of two, element by element; a number wins over NaN, and the first in a tie. */
export function fmax(a: Operand, b: Operand): Tensor {
  return pointwise("fmax", a, b);
}

/** The smaller of two, element by element; a number wins over NaN, and the first in a tie. */
export function fmin(a: Operand, b: Operand): Tensor {
  return pointwise("fmin", a, b);
}

/**
 * The elements, but none below min or above max.
 *
 * @param x any shape
 * @param min a number or tensor, or null for no lower bound
 * @param max a number or tensor, or null for no upper bound
 */
export function clamp(
  x: Tensor,
  min: Tensor | number | null,
  max: Tensor | number | null = null,
): Tensor {
  return x.clamp(min, max);
}

/** PyTorch's other name for {@linkcode clamp}. */
export function clip(
  x: Tensor,
  min: Tensor | number | null,
  max: Tensor | number | null = null,
): Tensor {
  return x.clamp(min, max);
}

/**
 * The elements, but none below a bound.
 *
 * @param x any shape
 * @param min a number or a tensor; shapes broadcast
 */
export function clampMin(x: Tensor, min: Tensor | number): Tensor {
  return pointwise("clampMin", x, min);
}

/**
 * The elements, but none above a bound.
 *
 * @param x any shape
 * @param max a number or a tensor; shapes broadcast
 */
export function clampMax(x: Tensor, max: Tensor | number): Tensor {
  return pointwise("clampMax", x, max);
}

/**
 * The way from one tensor to another: a + weight * (b - a).
 *
 * @param a where weight 0 leads
 * @param b where weight 1 leads, of the same dtype; shapes broadcast
 * @param weight a number or a tensor of the same dtype
 */
export function lerp(a: Tensor, b: Tensor, weight: Tensor | number): Tensor {
  return pointwise("lerp", a, b, weight);
}

/**
 * A tensor plus the product of two others.
 *
 * @param x any shape
 * @param tensor1 the first factor; shapes broadcast
 * @param tensor2 the second factor
 * @param options `value` multiplies the product (default 1)
 */
export function addcmul(
  x: Tensor,
  tensor1: Tensor,
  tensor2: Tensor,
  options: { value?: number } = {},
): Tensor {
  return x.addcmul(tensor1, tensor2, options);
}

/**
 * A tensor plus the quotient of two others.
 *
 * @param x any shape
 * @param tensor1 the dividend; shapes broadcast
 * @param tensor2 the divisor
 * @param options `value` multiplies the quotient (default 1)
 */
export function addcdiv(
  x: Tensor,
  tensor1: Tensor,
  tensor2: Tensor,
  options: { value?: number } = {},
): Tensor {
  return x.addcdiv(tensor1, tensor2, options);
}

/**
 * The norm of the difference of two tensors: of order 2 unless told otherwise.
 *
 * @param a a tensor
 * @param b a tensor; shapes broadcast
 * @param p the order
 */
export function dist(a: Tensor, b: Tensor, p = 2): Tensor {
  return a.dist(b, p);
}

/** 0 for negative numbers and NaN, 1 for positive ones, and values (of the same dtype) for 0. */
export function heaviside(x: Tensor, values: Tensor): Tensor {
  return pointwise("heaviside", x, values);
}

/**
 * The elements, but numbers in the place of NaN and infinities.
 *
 * @param x any shape
 * @param options `nan` (0), `posinf` and `neginf` (the largest and the least number of the dtype)
 */
export function nanToNum(x: Tensor, options: FiniteOptions = {}): Tensor {
  return x.nanToNum(options);
}

/**
 * The largest element of all, or the largest along a dimension with their positions, or the larger of
 * two tensors.
 */
export const max: ExtremeFunction = extreme("max");

/** The smallest element of all, or the smallest along a dimension, or the smaller of two tensors. */
export const min: ExtremeFunction = extreme("min");

function extreme(name: "max" | "min"): ExtremeFunction {
  function run(x: Tensor, of?: number | Tensor, options?: ReduceOptions): unknown {
    if (of === undefined) return x[name]();
    return typeof of === "number" ? x[name](of, options) : x[name](of);
  }
  return run as ExtremeFunction;
}

/**
 * Arithmetic as functions: signs, rounding, roots, sums, products, powers, extremes. Unlike the methods,
 * those of two operands take a plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import type { ValuesAndIndices } from "../extremes.ts";
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

/** The elements with the other sign. */
export function neg(x: Tensor): Tensor {
  return pointwise("neg", x);
}

/** The distance of each element from zero. */
export function abs(x: Tensor): Tensor {
  return pointwise("abs", x);
}

/** 1, 0 or -1. */
export function sign(x: Tensor): Tensor {
  return pointwise("sign", x);
}

/** Where the sign is negative, that of -0 included, as bool. */
export function signbit(x: Tensor): Tensor {
  return pointwise("signbit", x);
}

/** The tensor itself; truth values, which have no sign, are refused. */
export function positive(x: Tensor): Tensor {
  return x.positive();
}

/** What is left without the whole part, with the sign of the element. */
export function frac(x: Tensor): Tensor {
  return pointwise("frac", x);
}

/** The nearest whole number below. */
export function floor(x: Tensor): Tensor {
  return pointwise("floor", x);
}

/** The nearest whole number above. */
export function ceil(x: Tensor): Tensor {
  return pointwise("ceil", x);
}

/** The whole part. */
export function trunc(x: Tensor): Tensor {
  return pointwise("trunc", x);
}

/** The nearest whole number; halves go to the even one. */
export function round(x: Tensor): Tensor {
  return pointwise("round", x);
}

/** The square root. */
export function sqrt(x: Tensor): Tensor {
  return pointwise("sqrt", x);
}

/** One over the square root. */
export function rsqrt(x: Tensor): Tensor {
  return pointwise("rsqrt", x);
}

/** One over each element. */
export function reciprocal(x: Tensor): Tensor {
  return pointwise("reciprocal", x);
}

/** Each element times itself. */
export function square(x: Tensor): Tensor {
  return pointwise("square", x);
}

/**
 * One operand plus another, which is multiplied by alpha first.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `alpha` (1)
 *
 * @example
 * ```ts
 * import { add, tensor } from "@hibana/hibana";
 *
 * console.log(add(10, tensor([1, 2])).toArray()); // [11, 12]
 * ```
 */
export function add(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = options;
  if (alpha === 1) return pointwise("add", a, b);
  return pointwise("add", a, typeof b === "object" ? b.mul(alpha) : Number(b) * alpha);
}

/**
 * One operand minus another, which is multiplied by alpha first.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `alpha` (1)
 *
 * @example
 * ```ts
 * import { sub, tensor } from "@hibana/hibana";
 *
 * console.log(sub(10, tensor([1, 2])).toArray()); // [9, 8]
 * ```
 */
export function sub(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = options;
  if (alpha === 1) return pointwise("sub", a, b);
  return pointwise("sub", a, typeof b === "object" ? b.mul(alpha) : Number(b) * alpha);
}

/** The product, element by element. */
export function mul(a: Operand, b: Operand): Tensor {
  return pointwise("mul", a, b);
}

/** The quotient, element by element; integers give float32. */
export function div(a: Operand, b: Operand): Tensor {
  return pointwise("div", a, b);
}

/** The quotient rounded down, as Python's `//`. */
export function floorDivide(a: Operand, b: Operand): Tensor {
  return pointwise("floorDivide", a, b);
}

/** What floor division leaves: it has the sign of the divisor. */
export function remainder(a: Operand, b: Operand): Tensor {
  return pointwise("remainder", a, b);
}

/** One tensor to the power of another. */
export function pow(a: Operand, b: Operand): Tensor {
  return pointwise("pow", a, b);
}

/** One operand to the power of another, computed and given in float64. */
export function floatPower(a: Operand, b: Operand): Tensor {
  const wide = (x: Operand): Operand => typeof x === "object" ? x.to("float64") : x;
  return pointwise("pow", wide(a), wide(b));
}

/** A tensor times 2 to the power of another. */
export function ldexp(x: Tensor, other: Tensor): Tensor {
  return x.ldexp(other);
}

/** The larger of two, element by element; NaN wins. */
export function maximum(a: Operand, b: Operand): Tensor {
  return pointwise("maximum", a, b);
}

/** The smaller of two, element by element; NaN wins. */
export function minimum(a: Operand, b: Operand): Tensor {
  return pointwise("minimum", a, b);
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

export { abs as absolute, neg as negative, sign as sgn };

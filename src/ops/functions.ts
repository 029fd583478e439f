/**
 * Elementwise operations as functions. Unlike the methods, those of two operands take a plain number on
 * either side.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise } from "./pointwise.ts";
import type { ValuesAndIndices } from "./extremes.ts";
import type { ReduceOptions } from "./reduction.ts";
import type { Operand } from "./row.ts";

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

/** e to the power of each element. */
export function exp(x: Tensor): Tensor {
  return pointwise("exp", x);
}

/** e to the power of each element, minus 1, accurate near 0. */
export function expm1(x: Tensor): Tensor {
  return pointwise("expm1", x);
}

/** The natural logarithm. */
export function log(x: Tensor): Tensor {
  return pointwise("log", x);
}

/** The natural logarithm of 1 plus each element, accurate near 0. */
export function log1p(x: Tensor): Tensor {
  return pointwise("log1p", x);
}

/** The logarithm to base 2. */
export function log2(x: Tensor): Tensor {
  return pointwise("log2", x);
}

/** The logarithm to base 10. */
export function log10(x: Tensor): Tensor {
  return pointwise("log10", x);
}

/** The sine of angles in radians. */
export function sin(x: Tensor): Tensor {
  return pointwise("sin", x);
}

/** The cosine of angles in radians. */
export function cos(x: Tensor): Tensor {
  return pointwise("cos", x);
}

/** The tangent of angles in radians. */
export function tan(x: Tensor): Tensor {
  return pointwise("tan", x);
}

/** The angle whose tangent each element is, in radians. */
export function atan(x: Tensor): Tensor {
  return pointwise("atan", x);
}

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return pointwise("tanh", x);
}

/** The error function. */
export function erf(x: Tensor): Tensor {
  return pointwise("erf", x);
}

/** The logistic function, 1 / (1 + e^-x). */
export function sigmoid(x: Tensor): Tensor {
  return pointwise("sigmoid", x);
}

/** The larger of each element and 0. */
export function relu(x: Tensor): Tensor {
  return pointwise("relu", x);
}

/** Where an element is 0, as bool. */
export function logicalNot(x: Tensor): Tensor {
  return pointwise("logicalNot", x);
}

/** Where an element is NaN, as bool. */
export function isnan(x: Tensor): Tensor {
  return pointwise("isnan", x);
}

/** Where an element is infinite, as bool. */
export function isinf(x: Tensor): Tensor {
  return pointwise("isinf", x);
}

/** Where an element is a finite number, as bool. */
export function isfinite(x: Tensor): Tensor {
  return pointwise("isfinite", x);
}

/** A copy of the elements in a storage of their own. */
export function clone(x: Tensor): Tensor {
  return pointwise("clone", x);
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

/** The larger of two, element by element; NaN wins. */
export function maximum(a: Operand, b: Operand): Tensor {
  return pointwise("maximum", a, b);
}

/** The smaller of two, element by element; NaN wins. */
export function minimum(a: Operand, b: Operand): Tensor {
  return pointwise("minimum", a, b);
}

/** Where two are equal, as bool. */
export function eq(a: Operand, b: Operand): Tensor {
  return pointwise("eq", a, b);
}

/** Where two differ, as bool. */
export function ne(a: Operand, b: Operand): Tensor {
  return pointwise("ne", a, b);
}

/** Where the first is less, as bool. */
export function lt(a: Operand, b: Operand): Tensor {
  return pointwise("lt", a, b);
}

/** Where the first is less or equal, as bool. */
export function le(a: Operand, b: Operand): Tensor {
  return pointwise("le", a, b);
}

/** Where the first is greater, as bool. */
export function gt(a: Operand, b: Operand): Tensor {
  return pointwise("gt", a, b);
}

/** Where the first is greater or equal, as bool. */
export function ge(a: Operand, b: Operand): Tensor {
  return pointwise("ge", a, b);
}

/** Where both differ from 0, as bool. */
export function logicalAnd(a: Operand, b: Operand): Tensor {
  return pointwise("logicalAnd", a, b);
}

/** Where at least one differs from 0, as bool. */
export function logicalOr(a: Operand, b: Operand): Tensor {
  return pointwise("logicalOr", a, b);
}

/** Where exactly one differs from 0, as bool. */
export function logicalXor(a: Operand, b: Operand): Tensor {
  return pointwise("logicalXor", a, b);
}

/**
 * The elements of one tensor where a condition holds, else those of another.
 *
 * @param condition bool; shapes broadcast
 * @param a a tensor or a number
 * @param b a tensor or a number
 *
 * @example
 * ```ts
 * import { tensor, where } from "@hibana/hibana";
 *
 * console.log(where(tensor([true, false]), 1, tensor([5, 6])).toArray()); // [1, 6]
 * ```
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return pointwise("where", condition, a, b);
}

/**
 * The elements, but for a value where a mask is true.
 *
 * @param x any shape
 * @param mask bool, on the same device; shapes broadcast
 * @param value a number or a 0-d tensor
 */
export function maskedFill(x: Tensor, mask: Tensor, value: Tensor | number): Tensor {
  return x.maskedFill(mask, value);
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
 * Whether two tensors have the same shape and the same elements. Reads back.
 *
 * @param a a tensor
 * @param b a tensor on the same device
 */
export function equal(a: Tensor, b: Tensor): boolean {
  return a.equal(b);
}

/**
 * Whether all elements are close: |a - b| <= atol + rtol |b|. Reads back.
 *
 * @param a a tensor
 * @param b a tensor on the same device
 * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
 */
export function allclose(
  a: Tensor,
  b: Tensor,
  options: { rtol?: number; atol?: number; equalNan?: boolean } = {},
): boolean {
  return a.allclose(b, options);
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

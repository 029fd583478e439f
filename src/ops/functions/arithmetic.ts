/**
 * Arithmetic as functions: signs, rounding, roots, sums, products, quotients, powers. Unlike the methods,
 * those of two operands take a plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { divided, rounded, type RoundingMode, scaled, stepped } from "../overloads.ts";
import { pointwise } from "../pointwise.ts";
import type { Operand } from "../row.ts";

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

/** PyTorch's other name for {@linkcode trunc}. */
export function fix(x: Tensor): Tensor {
  return pointwise("trunc", x);
}

/**
 * The nearest whole number; halves go to the even one.
 *
 * @param x any shape
 * @param options `decimals` (0) to keep so many; negative ones round to tens, hundreds, ...
 */
export function round(x: Tensor, options: { decimals?: number } = {}): Tensor {
  return rounded(pointwise, x, options);
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
  return scaled(pointwise, "add", a, b, options);
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
  return scaled(pointwise, "sub", a, b, options);
}

/** PyTorch's other name for {@linkcode sub}. */
export function subtract(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  return sub(a, b, options);
}

/**
 * The second operand minus the first, which is multiplied by alpha first.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `alpha` (1)
 */
export function rsub(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  return sub(b, a, options);
}

/** The product, element by element. */
export function mul(a: Operand, b: Operand): Tensor {
  return pointwise("mul", a, b);
}

/** PyTorch's other name for {@linkcode mul}. */
export function multiply(a: Operand, b: Operand): Tensor {
  return mul(a, b);
}

/**
 * The quotient, element by element; integers give float32, but for quotients that are rounded.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `roundingMode`: `"trunc"` rounds toward 0, `"floor"` down, null (the default) not
 */
export function div(
  a: Operand,
  b: Operand,
  options: { roundingMode?: RoundingMode } = {},
): Tensor {
  return divided(pointwise, a, b, options);
}

/** PyTorch's other name for {@linkcode div}. */
export function divide(
  a: Operand,
  b: Operand,
  options: { roundingMode?: RoundingMode } = {},
): Tensor {
  return divided(pointwise, a, b, options);
}

/** PyTorch's other name for {@linkcode div} without rounding. */
export function trueDivide(a: Operand, b: Operand): Tensor {
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

/** What division leaves where the quotient is cut off: it has the sign of the dividend. */
export function fmod(a: Operand, b: Operand): Tensor {
  return pointwise("fmod", a, b);
}

/** The size of the first with the sign of the second; integers give float32. */
export function copysign(a: Operand, b: Operand): Tensor {
  return pointwise("copysign", a, b);
}

/** The float that follows the first on the way to the second; not for float16. It has no gradient. */
export function nextafter(a: Operand, b: Operand): Tensor {
  return stepped(pointwise, a, b);
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

export { abs as absolute, neg as negative, sign as sgn };

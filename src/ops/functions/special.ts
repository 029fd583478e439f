/**
 * Special functions: the error function, the gamma function and their kin. Those of two operands take a
 * plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { pointwise } from "../pointwise.ts";
import type { Operand } from "../row.ts";

/** The error function. */
export function erf(x: Tensor): Tensor {
  return pointwise("erf", x);
}

/** 1 minus the error function, accurate where that is small. */
export function erfc(x: Tensor): Tensor {
  return pointwise("erfc", x);
}

/** The inverse of the error function; NaN outside [-1, 1]. */
export function erfinv(x: Tensor): Tensor {
  return pointwise("erfinv", x);
}

/** The logarithm of the absolute value of the gamma function. */
export function lgamma(x: Tensor): Tensor {
  return pointwise("lgamma", x);
}

/** The derivative of {@linkcode lgamma}. */
export function digamma(x: Tensor): Tensor {
  return pointwise("digamma", x);
}

/** The modified Bessel function of the first kind of order 0. */
export function i0(x: Tensor): Tensor {
  return pointwise("i0", x);
}

/**
 * The n-th derivative of {@linkcode digamma}.
 *
 * @param n a whole number, 0 or more
 * @param x any shape
 */
export function polygamma(n: number, x: Tensor): Tensor {
  return x.polygamma(n);
}

/**
 * The logarithm of the gamma function of p dimensions.
 *
 * @param x elements above (p - 1) / 2
 * @param p the number of dimensions, 1 or more
 */
export function mvlgamma(x: Tensor, p: number): Tensor {
  return x.mvlgamma(p);
}

/**
 * log(x / (1 - x)), the inverse of the logistic function; NaN outside [0, 1].
 *
 * @param x any shape
 * @param eps where given, elements are clamped to [eps, 1 - eps] first
 */
export function logit(x: Tensor, eps?: number): Tensor {
  return x.logit(eps);
}

/** a times the logarithm of b: 0 where a is 0, unless b is NaN. */
export function xlogy(a: Operand, b: Operand): Tensor {
  return pointwise("xlogy", a, b);
}

/** The logistic function, 1 / (1 + e^-x). */
export function sigmoid(x: Tensor): Tensor {
  return pointwise("sigmoid", x);
}

/** The larger of each element and 0. */
export function relu(x: Tensor): Tensor {
  return pointwise("relu", x);
}

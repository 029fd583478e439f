/**
 * Exponentials, logarithms and trigonometry as functions. Those of two operands take a plain number on
 * either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { pointwise } from "../pointwise.ts";
import type { Operand } from "../row.ts";

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

/** 2 to the power of each element. */
export function exp2(x: Tensor): Tensor {
  return pointwise("exp2", x);
}

/** The angle whose sine each element is, in radians, from -pi/2 to pi/2; NaN outside [-1, 1]. */
export function asin(x: Tensor): Tensor {
  return pointwise("asin", x);
}

/** The angle whose cosine each element is, in radians, from 0 to pi; NaN outside [-1, 1]. */
export function acos(x: Tensor): Tensor {
  return pointwise("acos", x);
}

/** The hyperbolic sine. */
export function sinh(x: Tensor): Tensor {
  return pointwise("sinh", x);
}

/** The hyperbolic cosine. */
export function cosh(x: Tensor): Tensor {
  return pointwise("cosh", x);
}

/** The inverse of the hyperbolic sine. */
export function asinh(x: Tensor): Tensor {
  return pointwise("asinh", x);
}

/** The inverse of the hyperbolic cosine; NaN below 1. */
export function acosh(x: Tensor): Tensor {
  return pointwise("acosh", x);
}

/** The inverse of the hyperbolic tangent; NaN outside [-1, 1]. */
export function atanh(x: Tensor): Tensor {
  return pointwise("atanh", x);
}

/** sin(pi x) / (pi x), which is 1 at 0. */
export function sinc(x: Tensor): Tensor {
  return pointwise("sinc", x);
}

/** Angles in degrees, converted to radians. */
export function deg2rad(x: Tensor): Tensor {
  return pointwise("deg2rad", x);
}

/** Angles in radians, converted to degrees. */
export function rad2deg(x: Tensor): Tensor {
  return pointwise("rad2deg", x);
}

/** The angle in radians, from -pi to pi, of the point with those y and x: atan(y / x) in the right quadrant. */
export function atan2(y: Operand, x: Operand): Tensor {
  return pointwise("atan2", y, x);
}

/** sqrt(a^2 + b^2), without overflow on the way. */
export function hypot(a: Operand, b: Operand): Tensor {
  return pointwise("hypot", a, b);
}

/** log(e^a + e^b), without overflow on the way. */
export function logaddexp(a: Operand, b: Operand): Tensor {
  return pointwise("logaddexp", a, b);
}

/** log2(2^a + 2^b), without overflow on the way. */
export function logaddexp2(a: Operand, b: Operand): Tensor {
  return pointwise("logaddexp2", a, b);
}

export {
  acos as arccos,
  acosh as arccosh,
  asin as arcsin,
  asinh as arcsinh,
  atan as arctan,
  atan2 as arctan2,
  atanh as arctanh,
};

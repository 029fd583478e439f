/**
 * Exponentials, logarithms, trigonometry and what is made of them, as functions.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { pointwise } from "../pointwise.ts";

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

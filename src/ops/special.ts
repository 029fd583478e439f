/**
 * Special functions under the names of `torch.special`: some that stand nowhere else, and others that
 * have a method and a name of their own as well.
 *
 * @example
 * ```ts
 * import { special, tensor } from "@hibana/hibana";
 *
 * console.log(special.ndtr(tensor([0])).toArray()); // [0.5]
 * ```
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise } from "./pointwise.ts";
import type { Operand } from "./row.ts";

export { round } from "./functions/arithmetic.ts";
export {
  digamma,
  digamma as psi,
  erf,
  erfc,
  erfinv,
  i0,
  lgamma as gammaln,
  logit,
  mvlgamma as multigammaln,
  polygamma,
  sigmoid as expit,
  xlogy,
} from "./functions/special.ts";
export { exp2, expm1, log1p, sinc } from "./functions/transcendental.ts";
export { logSoftmax, softmax } from "./softmax.ts";
export { logsumexp } from "./statistics.ts";

/** -x log(x), the part of an entropy that a probability makes: 0 at 0, -infinity below. */
export function entr(x: Tensor): Tensor {
  return pointwise("entr", x);
}

/** The modified Bessel function of the first kind of order 0, times e^-|x|. */
export function i0e(x: Tensor): Tensor {
  return pointwise("i0e", x);
}

/** The modified Bessel function of the first kind of order 1. */
export function i1(x: Tensor): Tensor {
  return pointwise("i1", x);
}

/** The modified Bessel function of the first kind of order 1, times e^-|x|. */
export function i1e(x: Tensor): Tensor {
  return pointwise("i1e", x);
}

/** The distribution function of the standard normal distribution. */
export function ndtr(x: Tensor): Tensor {
  return pointwise("ndtr", x);
}

/** The inverse of {@linkcode ndtr}, precise for the smallest probabilities; NaN outside [0, 1]. */
export function ndtri(x: Tensor): Tensor {
  return pointwise("ndtri", x);
}

/** a times the logarithm of 1 + b: 0 where a is 0, unless b is NaN. */
export function xlog1py(a: Operand, b: Operand): Tensor {
  return pointwise("xlog1py", a, b);
}

/**
 * The Hurwitz zeta function, the sum of (q + k)^-s over k = 0, 1, ... It has a gradient for q only.
 *
 * @param s above 1: 1 gives infinity, less NaN
 * @param q infinity at 0, -1, -2, ...; other negative numbers need a whole s
 */
export function zeta(s: Operand, q: Operand): Tensor {
  return pointwise("zeta", s, q);
}

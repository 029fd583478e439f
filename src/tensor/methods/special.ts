/**
 * Methods of special functions: the error function, the gamma function and their kin, sigmoid and relu.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { TranscendentalMethods } from "./transcendental.ts";

/** (-1)^(n + 1) n!, which the zeta function is multiplied with for the n-th derivative of digamma. */
function polygammaFactor(n: number): number {
  if (!Number.isInteger(n) || n < 0) {
    throw new RuntimeError(
      "bad-order",
      "polygamma(n, x) does not support negative n.",
      "n counts derivatives: a whole number from 0 on.",
    );
  }
  let factor = n % 2 === 0 ? -1 : 1;
  for (let i = 2; i <= n; i++) factor *= i;
  return factor;
}

/** log(pi^(p (p - 1) / 4) times gamma(x) gamma(x - 1/2) ... gamma(x - (p - 1) / 2)). */
function multivariate(x: Tensor, p: number): Tensor {
  if (x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      "The input tensor may not be a boolean tensor.",
      "Convert it first: x.float().",
    );
  }
  if (!(p >= 1)) {
    throw new RuntimeError(
      "bad-order",
      "p has to be greater than or equal to 1",
      "p is the number of dimensions.",
    );
  }
  let sum = x.lgamma();
  for (let i = 1; i < p; i++) sum = sum.add(x.sub(i / 2).lgamma());
  return p === 1 ? sum : sum.add(p * (p - 1) / 4 * Math.log(Math.PI));
}

/** Methods of special functions. */
export abstract class SpecialMethods extends TranscendentalMethods {
  /** The error function. */
  erf(this: Tensor): Tensor {
    return ops.pointwise("erf", this);
  }

  /** The error function, in place. */
  erf_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("erf", this);
  }

  /** 1 minus the error function, accurate where that is small. */
  erfc(this: Tensor): Tensor {
    return ops.pointwise("erfc", this);
  }

  /** 1 minus the error function, accurate where that is small, in place. */
  erfc_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("erfc", this);
  }

  /** The inverse of the error function; NaN outside [-1, 1]. */
  erfinv(this: Tensor): Tensor {
    return ops.pointwise("erfinv", this);
  }

  /** The inverse of the error function; NaN outside [-1, 1], in place. */
  erfinv_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("erfinv", this);
  }

  /** The logarithm of the absolute value of the gamma function. */
  lgamma(this: Tensor): Tensor {
    return ops.pointwise("lgamma", this);
  }

  /** The logarithm of the absolute value of the gamma function, in place. */
  lgamma_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("lgamma", this);
  }

  /** The derivative of {@linkcode lgamma}. */
  digamma(this: Tensor): Tensor {
    return ops.pointwise("digamma", this);
  }

  /** The derivative of {@linkcode lgamma}, in place. */
  digamma_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("digamma", this);
  }

  /** The modified Bessel function of the first kind of order 0. */
  i0(this: Tensor): Tensor {
    return ops.pointwise("i0", this);
  }

  /** The modified Bessel function of the first kind of order 0, in place. */
  i0_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("i0", this);
  }

  /**
   * The n-th derivative of {@linkcode digamma}.
   *
   * @param n a whole number, 0 or more
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2]).polygamma(1).toArray()); // [1.644934058189392, 0.6449340581893921]
   * ```
   */
  polygamma(this: Tensor, n: number): Tensor {
    const factor = polygammaFactor(n);
    return n === 0 ? this.digamma() : ops.pointwise("polygamma", this, n, factor);
  }

  /**
   * The n-th derivative of {@linkcode digamma}, in place.
   *
   * @param n a whole number, 0 or more
   */
  polygamma_(this: Tensor, n: number): Tensor {
    const factor = polygammaFactor(n);
    return n === 0 ? this.digamma_() : ops.pointwiseInPlace("polygamma", this, n, factor);
  }

  /**
   * The logarithm of the gamma function of p dimensions.
   *
   * @param p the number of dimensions, 1 or more; defined for elements above (p - 1) / 2
   */
  mvlgamma(this: Tensor, p: number): Tensor {
    return multivariate(this, p);
  }

  /**
   * The logarithm of the gamma function of p dimensions, in place.
   *
   * @param p the number of dimensions, 1 or more
   */
  mvlgamma_(this: Tensor, p: number): Tensor {
    return this.copy_(multivariate(this.clone(), p));
  }

  /**
   * log(x / (1 - x)), the inverse of the logistic function; NaN outside [0, 1].
   *
   * @param eps where given, elements are clamped to [eps, 1 - eps] first
   */
  logit(this: Tensor, eps?: number): Tensor {
    return ops.pointwise("logit", eps === undefined ? this : this.clamp(eps, 1 - eps));
  }

  /**
   * log(x / (1 - x)), in place.
   *
   * @param eps where given, elements are clamped to [eps, 1 - eps] first
   */
  logit_(this: Tensor, eps?: number): Tensor {
    return ops.pointwiseInPlace("logit", eps === undefined ? this : this.clamp_(eps, 1 - eps));
  }

  /**
   * This tensor times the logarithm of another: 0 where this is 0, unless the other is NaN.
   *
   * @param other a tensor or a number; shapes broadcast
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([0, 2]).xlogy(tensor([0, 1])).toArray()); // [0, 0]
   * ```
   */
  xlogy(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwise("xlogy", this, other);
  }

  /**
   * This tensor times the logarithm of another, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  xlogy_(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwiseInPlace("xlogy", this, other);
  }

  /** The logistic function, 1 / (1 + e^-x). */
  sigmoid(this: Tensor): Tensor {
    return ops.pointwise("sigmoid", this);
  }

  /** The logistic function, 1 / (1 + e^-x), in place. */
  sigmoid_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sigmoid", this);
  }

  /** The larger of each element and 0. */
  relu(this: Tensor): Tensor {
    return ops.pointwise("relu", this);
  }

  /** The larger of each element and 0, in place. */
  relu_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("relu", this);
  }
}

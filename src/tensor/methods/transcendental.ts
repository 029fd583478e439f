/**
 * Methods of exponentials, logarithms and trigonometry, each with its in-place form.
 *
 * @module
 */
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { RoundingMethods } from "./rounding.ts";

/** Methods of exponentials, logarithms and trigonometry. */
export abstract class TranscendentalMethods extends RoundingMethods {
  /** e to the power of each element. */
  exp(this: Tensor): Tensor {
    return ops.pointwise("exp", this);
  }

  /** e to the power of each element, in place. */
  exp_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("exp", this);
  }

  /** e to the power of each element, minus 1, accurate near 0. */
  expm1(this: Tensor): Tensor {
    return ops.pointwise("expm1", this);
  }

  /** e to the power of each element, minus 1, accurate near 0, in place. */
  expm1_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("expm1", this);
  }

  /** The natural logarithm. */
  log(this: Tensor): Tensor {
    return ops.pointwise("log", this);
  }

  /** The natural logarithm, in place. */
  log_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("log", this);
  }

  /** The natural logarithm of 1 plus each element, accurate near 0. */
  log1p(this: Tensor): Tensor {
    return ops.pointwise("log1p", this);
  }

  /** The natural logarithm of 1 plus each element, accurate near 0, in place. */
  log1p_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("log1p", this);
  }

  /** The logarithm to base 2. */
  log2(this: Tensor): Tensor {
    return ops.pointwise("log2", this);
  }

  /** The logarithm to base 2, in place. */
  log2_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("log2", this);
  }

  /** The logarithm to base 10. */
  log10(this: Tensor): Tensor {
    return ops.pointwise("log10", this);
  }

  /** The logarithm to base 10, in place. */
  log10_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("log10", this);
  }

  /** The sine of angles in radians. */
  sin(this: Tensor): Tensor {
    return ops.pointwise("sin", this);
  }

  /** The sine of angles in radians, in place. */
  sin_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sin", this);
  }

  /** The cosine of angles in radians. */
  cos(this: Tensor): Tensor {
    return ops.pointwise("cos", this);
  }

  /** The cosine of angles in radians, in place. */
  cos_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("cos", this);
  }

  /** The tangent of angles in radians. */
  tan(this: Tensor): Tensor {
    return ops.pointwise("tan", this);
  }

  /** The tangent of angles in radians, in place. */
  tan_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("tan", this);
  }

  /** The angle whose tangent each element is, in radians. */
  atan(this: Tensor): Tensor {
    return ops.pointwise("atan", this);
  }

  /** The angle whose tangent each element is, in radians, in place. */
  atan_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("atan", this);
  }

  /** The hyperbolic tangent. */
  tanh(this: Tensor): Tensor {
    return ops.pointwise("tanh", this);
  }

  /** The hyperbolic tangent, in place. */
  tanh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("tanh", this);
  }

  /** 2 to the power of each element. */
  exp2(this: Tensor): Tensor {
    return ops.pointwise("exp2", this);
  }

  /** 2 to the power of each element, in place. */
  exp2_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("exp2", this);
  }

  /** The angle whose sine each element is, in radians, from -pi/2 to pi/2; NaN outside [-1, 1]. */
  asin(this: Tensor): Tensor {
    return ops.pointwise("asin", this);
  }

  /** The angle whose sine each element is, in radians, from -pi/2 to pi/2; NaN outside [-1, 1], in place. */
  asin_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("asin", this);
  }

  /** The angle whose cosine each element is, in radians, from 0 to pi; NaN outside [-1, 1]. */
  acos(this: Tensor): Tensor {
    return ops.pointwise("acos", this);
  }

  /** The angle whose cosine each element is, in radians, from 0 to pi; NaN outside [-1, 1], in place. */
  acos_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("acos", this);
  }

  /** The hyperbolic sine. */
  sinh(this: Tensor): Tensor {
    return ops.pointwise("sinh", this);
  }

  /** The hyperbolic sine, in place. */
  sinh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sinh", this);
  }

  /** The hyperbolic cosine. */
  cosh(this: Tensor): Tensor {
    return ops.pointwise("cosh", this);
  }

  /** The hyperbolic cosine, in place. */
  cosh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("cosh", this);
  }

  /** The inverse of the hyperbolic sine. */
  asinh(this: Tensor): Tensor {
    return ops.pointwise("asinh", this);
  }

  /** The inverse of the hyperbolic sine, in place. */
  asinh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("asinh", this);
  }

  /** The inverse of the hyperbolic cosine; NaN below 1. */
  acosh(this: Tensor): Tensor {
    return ops.pointwise("acosh", this);
  }

  /** The inverse of the hyperbolic cosine; NaN below 1, in place. */
  acosh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("acosh", this);
  }

  /** The inverse of the hyperbolic tangent; NaN outside [-1, 1]. */
  atanh(this: Tensor): Tensor {
    return ops.pointwise("atanh", this);
  }

  /** The inverse of the hyperbolic tangent; NaN outside [-1, 1], in place. */
  atanh_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("atanh", this);
  }

  /** sin(pi x) / (pi x), which is 1 at 0. */
  sinc(this: Tensor): Tensor {
    return ops.pointwise("sinc", this);
  }

  /** sin(pi x) / (pi x), which is 1 at 0, in place. */
  sinc_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sinc", this);
  }

  /** Angles in degrees, converted to radians. */
  deg2rad(this: Tensor): Tensor {
    return ops.pointwise("deg2rad", this);
  }

  /** Angles in degrees, converted to radians, in place. */
  deg2rad_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("deg2rad", this);
  }

  /** Angles in radians, converted to degrees. */
  rad2deg(this: Tensor): Tensor {
    return ops.pointwise("rad2deg", this);
  }

  /** Angles in radians, converted to degrees, in place. */
  rad2deg_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("rad2deg", this);
  }

  /**
   * The angle in radians, from -pi to pi, of the point with this y and another's x: atan(y / x) in the
   * right quadrant.
   *
   * @param other the x coordinates: a tensor or a number; shapes broadcast
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, -1]).atan2(tensor([-1, -1])).div(Math.PI).toArray()); // [0.75, -0.75]
   * ```
   */
  atan2(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwise("atan2", this, other);
  }

  /**
   * The angle of the point with this y and another's x, in place.
   *
   * @param other the x coordinates: a tensor or a number that broadcasts to this shape
   */
  atan2_(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwiseInPlace("atan2", this, other);
  }

  /**
   * sqrt(this^2 + other^2), without overflow on the way.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  hypot(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwise("hypot", this, other);
  }

  /**
   * sqrt(this^2 + other^2), without overflow on the way, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  hypot_(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwiseInPlace("hypot", this, other);
  }

  /**
   * log(e^this + e^other), without overflow on the way: the sum of two numbers that are known by their
   * logarithms.
   *
   * @param other a tensor or a number; shapes broadcast
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([-1000]).logaddexp(tensor([-1000])).toArray()); // [-999.3068237304688]
   * ```
   */
  logaddexp(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwise("logaddexp", this, other);
  }

  /**
   * The same to base 2: log2(2^this + 2^other).
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logaddexp2(this: Tensor, other: Tensor | number): Tensor {
    return ops.pointwise("logaddexp2", this, other);
  }

  /** Another name of {@linkcode asin}. */
  arcsin(this: Tensor): Tensor {
    return this.asin();
  }

  /** Another name of {@linkcode asin_}. */
  arcsin_(this: Tensor): Tensor {
    return this.asin_();
  }

  /** Another name of {@linkcode acos}. */
  arccos(this: Tensor): Tensor {
    return this.acos();
  }

  /** Another name of {@linkcode acos_}. */
  arccos_(this: Tensor): Tensor {
    return this.acos_();
  }

  /** Another name of {@linkcode atan}. */
  arctan(this: Tensor): Tensor {
    return this.atan();
  }

  /** Another name of {@linkcode atan_}. */
  arctan_(this: Tensor): Tensor {
    return this.atan_();
  }

  /** Another name of {@linkcode asinh}. */
  arcsinh(this: Tensor): Tensor {
    return this.asinh();
  }

  /** Another name of {@linkcode asinh_}. */
  arcsinh_(this: Tensor): Tensor {
    return this.asinh_();
  }

  /** Another name of {@linkcode acosh}. */
  arccosh(this: Tensor): Tensor {
    return this.acosh();
  }

  /** Another name of {@linkcode acosh_}. */
  arccosh_(this: Tensor): Tensor {
    return this.acosh_();
  }

  /** Another name of {@linkcode atanh}. */
  arctanh(this: Tensor): Tensor {
    return this.atanh();
  }

  /** Another name of {@linkcode atanh_}. */
  arctanh_(this: Tensor): Tensor {
    return this.atanh_();
  }

  /** Another name of {@linkcode atan2}. */
  arctan2(this: Tensor, other: Tensor | number): Tensor {
    return this.atan2(other);
  }

  /** Another name of {@linkcode atan2_}. */
  arctan2_(this: Tensor, other: Tensor | number): Tensor {
    return this.atan2_(other);
  }
}

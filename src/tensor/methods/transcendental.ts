/**
 * Methods of exponentials, logarithms and trigonometry, each with its in-place form.
 *
 * @module
 */
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { ArithmeticMethods } from "./arithmetic.ts";

/** Methods of exponentials, logarithms and trigonometry. */
export abstract class TranscendentalMethods extends ArithmeticMethods {
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

  /** The error function. */
  erf(this: Tensor): Tensor {
    return ops.pointwise("erf", this);
  }

  /** The error function, in place. */
  erf_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("erf", this);
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

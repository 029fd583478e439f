/**
 * Methods of one number: its sign, the whole numbers next to it, its roots.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { ArithmeticMethods } from "./arithmetic.ts";

/** Methods of signs, rounding and roots, each with its in-place form. */
export abstract class RoundingMethods extends ArithmeticMethods {
  /** The elements with the other sign. */
  neg(this: Tensor): Tensor {
    return ops.pointwise("neg", this);
  }

  /** The elements with the other sign, in place. */
  neg_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("neg", this);
  }

  /** The distance from zero. */
  abs(this: Tensor): Tensor {
    return ops.pointwise("abs", this);
  }

  /** The distance from zero, in place. */
  abs_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("abs", this);
  }

  /** 1, 0 or -1. */
  sign(this: Tensor): Tensor {
    return ops.pointwise("sign", this);
  }

  /** 1, 0 or -1, in place. */
  sign_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sign", this);
  }

  /** The nearest whole number below. */
  floor(this: Tensor): Tensor {
    return ops.pointwise("floor", this);
  }

  /** The nearest whole number below, in place. */
  floor_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("floor", this);
  }

  /** The nearest whole number above. */
  ceil(this: Tensor): Tensor {
    return ops.pointwise("ceil", this);
  }

  /** The nearest whole number above, in place. */
  ceil_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("ceil", this);
  }

  /** The whole part. */
  trunc(this: Tensor): Tensor {
    return ops.pointwise("trunc", this);
  }

  /** The whole part, in place. */
  trunc_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("trunc", this);
  }

  /** PyTorch's other name for {@linkcode trunc}. */
  fix(this: Tensor): Tensor {
    return this.trunc();
  }

  /** PyTorch's other name for {@linkcode trunc_}. */
  fix_(this: Tensor): Tensor {
    return this.trunc_();
  }

  /**
   * The nearest whole number; halves go to the even one.
   *
   * @param options `decimals` (0) to keep so many; negative ones round to tens, hundreds, ...
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1234.5]).round({ decimals: -2 }).toArray()); // [1200]
   * ```
   */
  round(this: Tensor, options: { decimals?: number } = {}): Tensor {
    return ops.rounded(ops.pointwise, this, options);
  }

  /**
   * The nearest whole number; halves go to the even one, in place.
   *
   * @param options `decimals` (0) to keep so many; negative ones round to tens, hundreds, ...
   */
  round_(this: Tensor, options: { decimals?: number } = {}): Tensor {
    return ops.rounded(ops.pointwiseInPlace, this, options);
  }

  /** The square root. */
  sqrt(this: Tensor): Tensor {
    return ops.pointwise("sqrt", this);
  }

  /** The square root, in place. */
  sqrt_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("sqrt", this);
  }

  /** One over the square root. */
  rsqrt(this: Tensor): Tensor {
    return ops.pointwise("rsqrt", this);
  }

  /** One over the square root, in place. */
  rsqrt_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("rsqrt", this);
  }

  /** One over each element. */
  reciprocal(this: Tensor): Tensor {
    return ops.pointwise("reciprocal", this);
  }

  /** One over each element, in place. */
  reciprocal_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("reciprocal", this);
  }

  /** Each element times itself. */
  square(this: Tensor): Tensor {
    return ops.pointwise("square", this);
  }

  /** Each element times itself, in place. */
  square_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("square", this);
  }

  /** Another name of {@linkcode neg}. */
  negative(this: Tensor): Tensor {
    return this.neg();
  }

  /** Another name of {@linkcode neg_}. */
  negative_(this: Tensor): Tensor {
    return this.neg_();
  }

  /** Another name of {@linkcode abs}. */
  absolute(this: Tensor): Tensor {
    return this.abs();
  }

  /** Another name of {@linkcode abs_}. */
  absolute_(this: Tensor): Tensor {
    return this.abs_();
  }

  /** Another name of {@linkcode sign}. */
  sgn(this: Tensor): Tensor {
    return this.sign();
  }

  /** Another name of {@linkcode sign_}. */
  sgn_(this: Tensor): Tensor {
    return this.sign_();
  }

  /**
   * This tensor itself.
   *
   * @throws {RuntimeError} on truth values, which have no sign
   */
  positive(this: Tensor): Tensor {
    if (this.dtype === "bool") {
      throw new RuntimeError(
        "dtype-refused",
        "The `+` operator, on a bool tensor is not supported.",
        "Convert it first: x.int().",
      );
    }
    return this;
  }

  /** Where the sign is negative, that of -0 included, as bool. */
  signbit(this: Tensor): Tensor {
    return ops.pointwise("signbit", this);
  }

  /** What is left without the whole part, with the sign of the element. */
  frac(this: Tensor): Tensor {
    return ops.pointwise("frac", this);
  }

  /** What is left without the whole part, with the sign of the element, in place. */
  frac_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("frac", this);
  }
}

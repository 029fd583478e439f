/**
 * Methods of arithmetic, each with its in-place form.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { TensorCore } from "../core.ts";
import { scalarTypeName } from "../dtype.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";

/** A term times alpha, left alone where alpha is 1. */
function scaled(
  other: Tensor | number | boolean,
  alpha: number | undefined,
): Tensor | number | boolean {
  if (alpha === undefined || alpha === 1) return other;
  return typeof other === "object" ? other.mul(alpha) : Number(other) * alpha;
}

/** Methods of arithmetic. */
export abstract class ArithmeticMethods extends TensorCore {
  /**
   * This tensor plus another, times alpha.
   *
   * @param other a tensor or a number; shapes broadcast
   * @param options `alpha` multiplies `other` first (default 1)
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2]).add(tensor([[10], [20]])).shape); // [2, 2]
   * ```
   */
  add(this: Tensor, other: Tensor | number | boolean, options: { alpha?: number } = {}): Tensor {
    return ops.pointwise("add", this, scaled(other, options.alpha));
  }

  /**
   * This tensor plus another, times alpha, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   * @param options `alpha` multiplies `other` first (default 1)
   */
  add_(this: Tensor, other: Tensor | number | boolean, options: { alpha?: number } = {}): Tensor {
    return ops.pointwiseInPlace("add", this, scaled(other, options.alpha));
  }

  /**
   * This tensor minus another, times alpha.
   *
   * @param other a tensor or a number; shapes broadcast
   * @param options `alpha` multiplies `other` first (default 1)
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2]).sub(tensor([[10], [20]])).shape); // [2, 2]
   * ```
   */
  sub(this: Tensor, other: Tensor | number | boolean, options: { alpha?: number } = {}): Tensor {
    return ops.pointwise("sub", this, scaled(other, options.alpha));
  }

  /**
   * This tensor minus another, times alpha, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   * @param options `alpha` multiplies `other` first (default 1)
   */
  sub_(this: Tensor, other: Tensor | number | boolean, options: { alpha?: number } = {}): Tensor {
    return ops.pointwiseInPlace("sub", this, scaled(other, options.alpha));
  }

  /**
   * The product, element by element.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  mul(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("mul", this, other);
  }

  /**
   * The product, element by element, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  mul_(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwiseInPlace("mul", this, other);
  }

  /**
   * The quotient, element by element; integers give float32.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  div(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("div", this, other);
  }

  /**
   * The quotient, element by element, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  div_(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwiseInPlace("div", this, other);
  }

  /**
   * The quotient rounded down, as Python's `//`.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  floorDivide(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("floorDivide", this, other);
  }

  /**
   * What floor division leaves: it has the sign of the divisor, as Python's `%`.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  remainder(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("remainder", this, other);
  }

  /**
   * This tensor to a power.
   *
   * @param exponent a tensor or a number; shapes broadcast
   */
  pow(this: Tensor, exponent: Tensor | number | boolean): Tensor {
    return ops.pointwise("pow", this, exponent);
  }

  /**
   * This tensor to a power, in place.
   *
   * @param exponent a tensor or a number that broadcasts to this shape
   */
  pow_(this: Tensor, exponent: Tensor | number | boolean): Tensor {
    return ops.pointwiseInPlace("pow", this, exponent);
  }

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

  /** The nearest whole number; halves go to the even one. */
  round(this: Tensor): Tensor {
    return ops.pointwise("round", this);
  }

  /** The nearest whole number; halves go to the even one, in place. */
  round_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("round", this);
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

  /**
   * This tensor to a power, computed and given in float64.
   *
   * @param exponent a tensor or a number; shapes broadcast
   * @throws {TypeError} on devices without float64, as webgpu is
   */
  floatPower(this: Tensor, exponent: Tensor | number): Tensor {
    return this.to("float64").pow(typeof exponent === "number" ? exponent : exponent.to("float64"));
  }

  /**
   * This tensor to a power, in place; it must be float64.
   *
   * @param exponent a tensor or a number that broadcasts to this shape
   */
  floatPower_(this: Tensor, exponent: Tensor | number): Tensor {
    if (this.dtype !== "float64") {
      throw new RuntimeError(
        "dtype-mismatch",
        `the base given to float_power_ has dtype ${
          scalarTypeName(this.dtype)
        } but the operation's result requires dtype Double`,
        "Use floatPower(), which gives a new tensor.",
      );
    }
    return this.pow_(typeof exponent === "number" ? exponent : exponent.to("float64"));
  }

  /**
   * This tensor times 2 to the power of another.
   *
   * @param other a tensor of exponents; shapes broadcast
   */
  ldexp(this: Tensor, other: Tensor): Tensor {
    return ops.pointwise("mul", this, other.exp2());
  }

  /**
   * This tensor times 2 to the power of another, in place.
   *
   * @param other a tensor of exponents that broadcasts to this shape
   */
  ldexp_(this: Tensor, other: Tensor): Tensor {
    return ops.pointwiseInPlace("mul", this, other.exp2());
  }
}

/**
 * Methods of arithmetic, each with its in-place form.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import type { RoundingMode } from "../../ops/overloads.ts";
import type { Operand } from "../../ops/row.ts";
import { TensorCore } from "../core.ts";
import { scalarTypeName } from "../dtype.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";

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
  add(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return ops.scaled(ops.pointwise, "add", this, other, options);
  }

  /**
   * This tensor plus another, times alpha, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   * @param options `alpha` multiplies `other` first (default 1)
   */
  add_(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return ops.scaled(ops.pointwiseInPlace, "add", this, other, options);
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
  sub(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return ops.scaled(ops.pointwise, "sub", this, other, options);
  }

  /**
   * This tensor minus another, times alpha, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   * @param options `alpha` multiplies `other` first (default 1)
   */
  sub_(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return ops.scaled(ops.pointwiseInPlace, "sub", this, other, options);
  }

  /** PyTorch's other name for {@linkcode sub}. */
  subtract(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return this.sub(other, options);
  }

  /** PyTorch's other name for {@linkcode sub_}. */
  subtract_(this: Tensor, other: Operand, options: { alpha?: number } = {}): Tensor {
    return this.sub_(other, options);
  }

  /**
   * The product, element by element.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  mul(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("mul", this, other);
  }

  /**
   * The product, element by element, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  mul_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("mul", this, other);
  }

  /** PyTorch's other name for {@linkcode mul}. */
  multiply(this: Tensor, other: Operand): Tensor {
    return this.mul(other);
  }

  /** PyTorch's other name for {@linkcode mul_}. */
  multiply_(this: Tensor, other: Operand): Tensor {
    return this.mul_(other);
  }

  /**
   * The quotient, element by element; integers give float32, but for quotients that are rounded.
   *
   * @param other a tensor or a number; shapes broadcast
   * @param options `roundingMode`: `"trunc"` rounds toward 0, `"floor"` down, null (the default) not
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const x = tensor([7, -7], { dtype: "int32" });
   * console.log(x.div(2).toArray(), x.div(2, { roundingMode: "trunc" }).toArray());
   * // [3.5, -3.5] [3, -3]
   * ```
   */
  div(this: Tensor, other: Operand, options: { roundingMode?: RoundingMode } = {}): Tensor {
    return ops.divided(ops.pointwise, this, other, options);
  }

  /**
   * The quotient, element by element, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   * @param options `roundingMode`: `"trunc"` rounds toward 0, `"floor"` down, null (the default) not
   */
  div_(this: Tensor, other: Operand, options: { roundingMode?: RoundingMode } = {}): Tensor {
    return ops.divided(ops.pointwiseInPlace, this, other, options);
  }

  /** PyTorch's other name for {@linkcode div}. */
  divide(this: Tensor, other: Operand, options: { roundingMode?: RoundingMode } = {}): Tensor {
    return this.div(other, options);
  }

  /** PyTorch's other name for {@linkcode div_}. */
  divide_(this: Tensor, other: Operand, options: { roundingMode?: RoundingMode } = {}): Tensor {
    return this.div_(other, options);
  }

  /** PyTorch's other name for {@linkcode div}. */
  trueDivide(this: Tensor, other: Operand): Tensor {
    return this.div(other);
  }

  /** PyTorch's other name for {@linkcode div_}. */
  trueDivide_(this: Tensor, other: Operand): Tensor {
    return this.div_(other);
  }

  /**
   * The quotient rounded down, as Python's `//`.
   *
   * @param other a tensor or a number; shapes broadcast
   * @throws {RuntimeError} `ZeroDivisionError` for whole numbers over 0; on webgpu only where the divisor
   * is a plain number: an element 0 of a tensor gives the dividend there
   */
  floorDivide(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("floorDivide", this, other);
  }

  /**
   * The quotient rounded down, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  floorDivide_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("floorDivide", this, other);
  }

  /**
   * What floor division leaves: it has the sign of the divisor, as Python's `%`.
   *
   * @param other a tensor or a number; shapes broadcast
   * @throws {RuntimeError} `ZeroDivisionError` for whole numbers over 0; on webgpu only where the divisor
   * is a plain number: an element 0 of a tensor gives the dividend there
   */
  remainder(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("remainder", this, other);
  }

  /**
   * What floor division leaves, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  remainder_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("remainder", this, other);
  }

  /**
   * What division leaves where the quotient is cut off: it has the sign of the dividend, as C's `%`.
   *
   * @param other a tensor or a number; shapes broadcast
   * @throws {RuntimeError} `ZeroDivisionError` for whole numbers over 0; on webgpu only where the divisor
   * is a plain number: an element 0 of a tensor gives the dividend there
   */
  fmod(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("fmod", this, other);
  }

  /**
   * What division leaves where the quotient is cut off, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  fmod_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("fmod", this, other);
  }

  /**
   * This tensor to a power.
   *
   * @param exponent a tensor or a number; shapes broadcast
   */
  pow(this: Tensor, exponent: Operand): Tensor {
    return ops.pointwise("pow", this, exponent);
  }

  /**
   * This tensor to a power, in place.
   *
   * @param exponent a tensor or a number that broadcasts to this shape
   */
  pow_(this: Tensor, exponent: Operand): Tensor {
    return ops.pointwiseInPlace("pow", this, exponent);
  }

  /**
   * The size of this with the sign of another; integers give float32. NaN and -0 have signs, too.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  copysign(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("copysign", this, other);
  }

  /**
   * The size of this with the sign of another, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  copysign_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("copysign", this, other);
  }

  /**
   * The float that follows each element on the way to another; not for float16. It has no gradient.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  nextafter(this: Tensor, other: Operand): Tensor {
    return ops.stepped(ops.pointwise, this, other);
  }

  /**
   * The float that follows each element on the way to another, in place.
   *
   * @param other a tensor or a number that broadcasts to this shape
   */
  nextafter_(this: Tensor, other: Operand): Tensor {
    return ops.stepped(ops.pointwiseInPlace, this, other);
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

/**
 * Methods that choose among numbers, find one between others, copy and fill.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import type { FiniteOptions } from "../../ops/overloads.ts";
import type { Operand } from "../../ops/row.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { scalarTypeName } from "../dtype.ts";
import { broadcastShapes } from "../shape.ts";
import { SpecialMethods } from "./special.ts";

/** Masks are bool, or uint8 as PyTorch once had it, and what fills is a single value. */
function maskOf(mask: Tensor, value: Operand): Tensor {
  if (mask?.dtype !== "bool" && mask?.dtype !== "uint8") {
    throw new RuntimeError(
      "dtype-mismatch",
      `expected mask dtype to be Bool but got ${
        mask?.dtype === undefined ? typeof mask : scalarTypeName(mask.dtype)
      }`,
      "Write mask.bool().",
    );
  }
  if (typeof value === "object" && value.ndim > 0) {
    throw new RuntimeError(
      "bad-dims",
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
      "where(mask, value, x) takes values of any shape.",
    );
  }
  return mask.bool();
}

/** Methods that choose among numbers, find one between others, copy and fill. */
export abstract class ChoiceMethods extends SpecialMethods {
  /**
   * The larger of two, element by element; NaN wins.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  maximum(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("maximum", this, other);
  }

  /**
   * The smaller of two, element by element; NaN wins.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  minimum(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("minimum", this, other);
  }

  /**
   * The larger of two, element by element; a number wins over NaN, and the first in a tie.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  fmax(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("fmax", this, other);
  }

  /**
   * The smaller of two, element by element; a number wins over NaN, and the first in a tie.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  fmin(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("fmin", this, other);
  }

  /**
   * The elements of this tensor where a condition holds, else those of another.
   *
   * @param condition bool; shapes broadcast
   * @param other a tensor or a number
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const x = tensor([-1, 2]);
   * console.log(x.where(x.gt(0), 0).toArray()); // [0, 2]
   * ```
   */
  where(this: Tensor, condition: Tensor, other: Operand): Tensor {
    return ops.pointwise("where", condition, this, other);
  }

  /**
   * The elements, but for a value where a mask is true.
   *
   * @param mask bool, on the same device; broadcasts to this shape
   * @param value a number or a 0-d tensor
   * @throws {RuntimeError} `expected self and mask to be on the same device, but got mask on cpu and self on webgpu:0`
   *
   * @example
   * ```ts
   * import { ones, triu, zeros } from "@hibana/hibana";
   *
   * console.log(zeros(2, 2).maskedFill(triu(ones(2, 2), 1).bool(), -Infinity).toArray());
   * // [[0, -Infinity], [0, 0]]
   * ```
   */
  maskedFill(this: Tensor, mask: Tensor, value: Operand): Tensor {
    const chosen = maskOf(mask, value);
    // For the order of the two in its message.
    broadcastShapes(chosen.shape, this.shape);
    return ops.pointwise("maskedFill", this, chosen, value);
  }

  /**
   * The elements, but none below min or above max.
   *
   * @param min a number or tensor, or null for no lower bound
   * @param max a number or tensor, or null for no upper bound
   */
  clamp(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return ops.bounded(ops.pointwise, this, min, max);
  }

  /**
   * The elements, but for a value where a mask is true, in place.
   *
   * @param mask bool, on the same device; broadcasts to this shape
   * @param value a number or a 0-d tensor
   * @throws {RuntimeError} `expected self and mask to be on the same device, but got mask on cpu and self on webgpu:0`
   */
  maskedFill_(this: Tensor, mask: Tensor, value: Operand): Tensor {
    return ops.pointwiseInPlace("maskedFill", this, maskOf(mask, value), value);
  }

  /**
   * The elements, but none below min or above max, in place.
   *
   * @param min a number or tensor, or null for no lower bound
   * @param max a number or tensor, or null for no upper bound
   */
  clamp_(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return ops.bounded(ops.pointwiseInPlace, this, min, max);
  }

  /** PyTorch's other name for {@linkcode clamp}. */
  clip(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return this.clamp(min, max);
  }

  /** PyTorch's other name for {@linkcode clamp_}. */
  clip_(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return this.clamp_(min, max);
  }

  /**
   * The elements, but none below a bound.
   *
   * @param min a number or a tensor
   */
  clampMin(this: Tensor, min: Tensor | number): Tensor {
    return ops.pointwise("clampMin", this, min);
  }

  /**
   * The elements, but none below a bound, in place.
   *
   * @param min a number or a tensor
   */
  clampMin_(this: Tensor, min: Tensor | number): Tensor {
    return ops.pointwiseInPlace("clampMin", this, min);
  }

  /**
   * The elements, but none above a bound.
   *
   * @param max a number or a tensor
   */
  clampMax(this: Tensor, max: Tensor | number): Tensor {
    return ops.pointwise("clampMax", this, max);
  }

  /**
   * The elements, but none above a bound, in place.
   *
   * @param max a number or a tensor
   */
  clampMax_(this: Tensor, max: Tensor | number): Tensor {
    return ops.pointwiseInPlace("clampMax", this, max);
  }

  /**
   * 0 for negative numbers and NaN, 1 for positive ones, and values for 0; it has no gradient.
   *
   * @param values what 0 becomes: a tensor of the same dtype; shapes broadcast
   */
  heaviside(this: Tensor, values: Tensor): Tensor {
    return ops.pointwise("heaviside", this, values);
  }

  /**
   * 0 for negative numbers and NaN, 1 for positive ones, and values for 0; it has no gradient, in place.
   *
   * @param values what 0 becomes: a tensor of the same dtype; shapes broadcast
   */
  heaviside_(this: Tensor, values: Tensor): Tensor {
    return ops.pointwiseInPlace("heaviside", this, values);
  }

  /**
   * The elements, but numbers in the place of NaN and infinities.
   *
   * @param options `nan` (0), `posinf` and `neginf` (the largest and the least number of the dtype)
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([NaN, Infinity]).nanToNum({ posinf: 9 }).toArray()); // [0, 9]
   * ```
   */
  nanToNum(this: Tensor, options: FiniteOptions = {}): Tensor {
    return ops.madeFinite(ops.pointwise, this, options);
  }

  /**
   * The elements, but numbers in the place of NaN and infinities, in place.
   *
   * @param options `nan` (0), `posinf` and `neginf` (the largest and the least number of the dtype)
   */
  nanToNum_(this: Tensor, options: FiniteOptions = {}): Tensor {
    return ops.madeFinite(ops.pointwiseInPlace, this, options);
  }

  /**
   * The way from this tensor to another: this + weight * (end - this).
   *
   * @param end where weight 1 leads
   * @param weight a number or a tensor
   */
  lerp(this: Tensor, end: Tensor, weight: Tensor | number): Tensor {
    return ops.pointwise("lerp", this, end, weight);
  }

  /**
   * The same, in place.
   *
   * @param end where weight 1 leads
   * @param weight a number or a tensor
   */
  lerp_(this: Tensor, end: Tensor, weight: Tensor | number): Tensor {
    return ops.pointwiseInPlace("lerp", this, end, weight);
  }

  /**
   * This tensor plus the product of two others.
   *
   * @param tensor1 the first factor
   * @param tensor2 the second factor
   * @param options `value` multiplies the product (default 1)
   */
  addcmul(
    this: Tensor,
    tensor1: Tensor,
    tensor2: Tensor,
    options: { value?: number } = {},
  ): Tensor {
    return ops.pointwise("addcmul", this, tensor1, tensor2, options.value ?? 1);
  }

  /**
   * This tensor plus the product of two others, in place.
   *
   * @param tensor1 the first factor
   * @param tensor2 the second factor
   * @param options `value` multiplies the product (default 1)
   */
  addcmul_(
    this: Tensor,
    tensor1: Tensor,
    tensor2: Tensor,
    options: { value?: number } = {},
  ): Tensor {
    return ops.pointwiseInPlace("addcmul", this, tensor1, tensor2, options.value ?? 1);
  }

  /**
   * This tensor plus the quotient of two others.
   *
   * @param tensor1 the dividend
   * @param tensor2 the divisor
   * @param options `value` multiplies the quotient (default 1)
   */
  addcdiv(
    this: Tensor,
    tensor1: Tensor,
    tensor2: Tensor,
    options: { value?: number } = {},
  ): Tensor {
    return ops.pointwise("addcdiv", this, tensor1, tensor2, options.value ?? 1);
  }

  /**
   * This tensor plus the quotient of two others, in place.
   *
   * @param tensor1 the dividend
   * @param tensor2 the divisor
   * @param options `value` multiplies the quotient (default 1)
   */
  addcdiv_(
    this: Tensor,
    tensor1: Tensor,
    tensor2: Tensor,
    options: { value?: number } = {},
  ): Tensor {
    return ops.pointwiseInPlace("addcdiv", this, tensor1, tensor2, options.value ?? 1);
  }

  /**
   * The norm of the difference to another tensor: of order 2 unless told otherwise.
   *
   * @param other a tensor; shapes broadcast
   * @param p the order
   */
  dist(this: Tensor, other: Tensor, p = 2): Tensor {
    return ops.norm(this.sub(other), p);
  }

  /** A copy of the elements in a storage of their own. */
  clone(this: Tensor): Tensor {
    return ops.pointwise("clone", this);
  }

  /**
   * Overwrites the elements with another tensor's, broadcast, cast and moved as needed.
   *
   * @param source a tensor from any device, or a number
   */
  copy_(this: Tensor, source: Operand): Tensor {
    return ops.copyInPlace(this, source);
  }

  /**
   * Overwrites all elements with one value.
   *
   * @param value a number or a 0-d tensor
   */
  fill_(this: Tensor, value: Operand): Tensor {
    if (typeof value === "object" && value.ndim > 0) {
      throw new RuntimeError(
        "bad-dims",
        `fill_ only supports 0-dimension value tensor but got tensor with ${value.ndim} dimensions.`,
        "copy_() takes a tensor of any shape that broadcasts.",
      );
    }
    return ops.copyInPlace(this, value);
  }

  /** Overwrites all elements with zeros. */
  zero_(this: Tensor): Tensor {
    return ops.copyInPlace(this, 0);
  }
}

/**
 * Methods that compare, choose, copy and fill.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { isFloating, scalarTypeName } from "../dtype.ts";
import { SpecialMethods } from "./special.ts";

/** Masks are bool, and what fills is a single value. */
function requireMask(mask: Tensor, value: Tensor | number | boolean): void {
  if (mask?.dtype !== "bool") {
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
}

/** Bounds of which either may be missing, but not both. */
function bounds(
  x: Tensor,
  min: Tensor | number | null,
  max: Tensor | number | null,
): [Tensor | number, Tensor | number] {
  if ((min ?? max ?? null) === null) {
    throw new RuntimeError(
      "no-bounds",
      "torch.clamp: At least one of 'min' or 'max' must not be None",
      "Write clamp(min), clamp(min, max) or clamp(null, max).",
    );
  }
  const [lowest, highest] = isFloating(x.dtype)
    ? [-Infinity, Infinity]
    : x.dtype === "uint32"
    ? [0, 2 ** 32 - 1]
    : [-(2 ** 31), 2 ** 31 - 1];
  return [min ?? lowest, max ?? highest];
}

/** Methods that compare, choose, copy and fill. */
export abstract class ChoiceMethods extends SpecialMethods {
  /**
   * The larger of two, element by element; NaN wins.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  maximum(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("maximum", this, other);
  }

  /**
   * The smaller of two, element by element; NaN wins.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  minimum(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("minimum", this, other);
  }

  /**
   * Where two are equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  eq(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("eq", this, other);
  }

  /**
   * Where two differ, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  ne(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("ne", this, other);
  }

  /**
   * Where this is less, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  lt(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("lt", this, other);
  }

  /**
   * Where this is less or equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  le(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("le", this, other);
  }

  /**
   * Where this is greater, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  gt(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("gt", this, other);
  }

  /**
   * Where this is greater or equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  ge(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("ge", this, other);
  }

  /**
   * Where both differ from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalAnd(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("logicalAnd", this, other);
  }

  /**
   * Where at least one differs from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalOr(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("logicalOr", this, other);
  }

  /**
   * Where exactly one differs from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalXor(this: Tensor, other: Tensor | number | boolean): Tensor {
    return ops.pointwise("logicalXor", this, other);
  }

  /** Where the element is 0, as bool. */
  logicalNot(this: Tensor): Tensor {
    return ops.pointwise("logicalNot", this);
  }

  /** Where the element is NaN, as bool. */
  isnan(this: Tensor): Tensor {
    return ops.pointwise("isnan", this);
  }

  /** Where the element is infinite, as bool. */
  isinf(this: Tensor): Tensor {
    return ops.pointwise("isinf", this);
  }

  /** Where the element is a finite number, as bool. */
  isfinite(this: Tensor): Tensor {
    return ops.pointwise("isfinite", this);
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
  where(this: Tensor, condition: Tensor, other: Tensor | number): Tensor {
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
  maskedFill(this: Tensor, mask: Tensor, value: Tensor | number | boolean): Tensor {
    requireMask(mask, value);
    return ops.pointwise("maskedFill", this, mask, value);
  }

  /**
   * The elements, but none below min or above max.
   *
   * @param min a number or tensor, or null for no lower bound
   * @param max a number or tensor, or null for no upper bound
   */
  clamp(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return ops.pointwise("clamp", this, ...bounds(this, min, max));
  }

  /**
   * The elements, but for a value where a mask is true, in place.
   *
   * @param mask bool, on the same device; broadcasts to this shape
   * @param value a number or a 0-d tensor
   * @throws {RuntimeError} `expected self and mask to be on the same device, but got mask on cpu and self on webgpu:0`
   */
  maskedFill_(this: Tensor, mask: Tensor, value: Tensor | number | boolean): Tensor {
    requireMask(mask, value);
    return ops.pointwiseInPlace("maskedFill", this, mask, value);
  }

  /**
   * The elements, but none below min or above max, in place.
   *
   * @param min a number or tensor, or null for no lower bound
   * @param max a number or tensor, or null for no upper bound
   */
  clamp_(this: Tensor, min: Tensor | number | null, max: Tensor | number | null = null): Tensor {
    return ops.pointwiseInPlace("clamp", this, ...bounds(this, min, max));
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
    const factor = options.value === undefined ? tensor1 : tensor1.mul(options.value);
    return ops.pointwise("addcmul", this, factor, tensor2);
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
    const factor = options.value === undefined ? tensor1 : tensor1.mul(options.value);
    return ops.pointwiseInPlace("addcmul", this, factor, tensor2);
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
  copy_(this: Tensor, source: Tensor | number | boolean): Tensor {
    return ops.copyInPlace(this, source);
  }

  /**
   * Overwrites all elements with one value.
   *
   * @param value a number or a 0-d tensor
   */
  fill_(this: Tensor, value: Tensor | number | boolean): Tensor {
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

  /**
   * Whether another tensor has the same shape and the same elements. Reads back.
   *
   * @param other a tensor on the same device
   */
  equal(this: Tensor, other: Tensor): boolean {
    return ops.equal(this, other);
  }

  /**
   * Whether all elements are close to another tensor's: |a - b| <= atol + rtol |b|. Reads back.
   *
   * @param other a tensor on the same device
   * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
   */
  allclose(
    this: Tensor,
    other: Tensor,
    options: { rtol?: number; atol?: number; equalNan?: boolean } = {},
  ): boolean {
    const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
    const distance = this.sub(other).abs();
    const near = distance.le(other.abs().mul(rtol).add(atol)).logicalAnd(distance.isfinite());
    const close = near.logicalOr(this.eq(other));
    const both = equalNan ? close.logicalOr(this.isnan().logicalAnd(other.isnan())) : close;
    return both.all().item() === true;
  }
}

/**
 * Methods that compare, and that compute with truth values.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import type { CloseOptions } from "../../ops/overloads.ts";
import type { Operand } from "../../ops/row.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { ChoiceMethods } from "./choice.ts";

/** Methods that compare, and that compute with truth values. In place, truths become ones and zeros. */
export abstract class LogicMethods extends ChoiceMethods {
  /**
   * Where two are equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  eq(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("eq", this, other);
  }

  /**
   * Where two are equal, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  eq_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("eq", this, other);
  }

  /**
   * Where two differ, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  ne(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("ne", this, other);
  }

  /**
   * Where two differ, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  ne_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("ne", this, other);
  }

  /** PyTorch's other name for {@linkcode ne}. */
  notEqual(this: Tensor, other: Operand): Tensor {
    return this.ne(other);
  }

  /** PyTorch's other name for {@linkcode ne_}. */
  notEqual_(this: Tensor, other: Operand): Tensor {
    return this.ne_(other);
  }

  /**
   * Where this is less, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  lt(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("lt", this, other);
  }

  /**
   * Where this is less, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  lt_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("lt", this, other);
  }

  /** PyTorch's other name for {@linkcode lt}. */
  less(this: Tensor, other: Operand): Tensor {
    return this.lt(other);
  }

  /** PyTorch's other name for {@linkcode lt_}. */
  less_(this: Tensor, other: Operand): Tensor {
    return this.lt_(other);
  }

  /**
   * Where this is less or equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  le(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("le", this, other);
  }

  /**
   * Where this is less or equal, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  le_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("le", this, other);
  }

  /** PyTorch's other name for {@linkcode le}. */
  lessEqual(this: Tensor, other: Operand): Tensor {
    return this.le(other);
  }

  /** PyTorch's other name for {@linkcode le_}. */
  lessEqual_(this: Tensor, other: Operand): Tensor {
    return this.le_(other);
  }

  /**
   * Where this is greater, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  gt(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("gt", this, other);
  }

  /**
   * Where this is greater, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  gt_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("gt", this, other);
  }

  /** PyTorch's other name for {@linkcode gt}. */
  greater(this: Tensor, other: Operand): Tensor {
    return this.gt(other);
  }

  /** PyTorch's other name for {@linkcode gt_}. */
  greater_(this: Tensor, other: Operand): Tensor {
    return this.gt_(other);
  }

  /**
   * Where this is greater or equal, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  ge(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("ge", this, other);
  }

  /**
   * Where this is greater or equal, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  ge_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("ge", this, other);
  }

  /** PyTorch's other name for {@linkcode ge}. */
  greaterEqual(this: Tensor, other: Operand): Tensor {
    return this.ge(other);
  }

  /** PyTorch's other name for {@linkcode ge_}. */
  greaterEqual_(this: Tensor, other: Operand): Tensor {
    return this.ge_(other);
  }

  /**
   * Where both differ from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalAnd(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("logicalAnd", this, other);
  }

  /**
   * Where both differ from 0, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  logicalAnd_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("logicalAnd", this, other);
  }

  /**
   * Where at least one differs from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalOr(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("logicalOr", this, other);
  }

  /**
   * Where at least one differs from 0, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  logicalOr_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("logicalOr", this, other);
  }

  /**
   * Where exactly one differs from 0, as bool.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  logicalXor(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("logicalXor", this, other);
  }

  /**
   * Where exactly one differs from 0, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  logicalXor_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("logicalXor", this, other);
  }

  /** Where the element is 0, as bool. */
  logicalNot(this: Tensor): Tensor {
    return ops.pointwise("logicalNot", this);
  }

  /** Where the element is 0, in place. */
  logicalNot_(this: Tensor): Tensor {
    return ops.pointwiseInPlace("logicalNot", this);
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

  /** Where the element is infinity, as bool. */
  isposinf(this: Tensor): Tensor {
    return ops.pointwise("isposinf", this);
  }

  /** Where the element is minus infinity, as bool. */
  isneginf(this: Tensor): Tensor {
    return ops.pointwise("isneginf", this);
  }

  /** Where the element is a real number, as bool: everywhere, for there are no complex ones. */
  isreal(this: Tensor): Tensor {
    return ops.onesLike(this, { dtype: "bool" });
  }

  /**
   * Whether the only element differs from 0. Reads back.
   *
   * @throws {RuntimeError} when there is not exactly one element
   */
  isNonzero(this: Tensor): boolean {
    if (this.numel === 1) return this.item() !== false && this.item() !== 0;
    throw new RuntimeError(
      "ambiguous-truth",
      `Boolean value of Tensor with ${
        this.numel === 0 ? "no values" : "more than one value"
      } is ambiguous`,
      "any() and all() make one truth value of many.",
    );
  }

  /**
   * Where two are close, as bool: |this - other| <= atol + rtol |other|.
   *
   * @param other a tensor of the same dtype; shapes broadcast
   * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2]).isclose(tensor([1.001, 3]), { rtol: 0.01 }).toArray()); // [true, false]
   * ```
   */
  isclose(this: Tensor, other: Tensor, options: CloseOptions = {}): Tensor {
    return ops.isclose(this, other, options);
  }

  /**
   * Whether all elements are close to another tensor's: |this - other| <= atol + rtol |other|. Reads back.
   *
   * @param other a tensor of the same dtype; shapes broadcast
   * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
   */
  allclose(this: Tensor, other: Tensor, options: CloseOptions = {}): boolean {
    return ops.allclose(this, other, options);
  }

  /**
   * Whether another tensor has the same shape and the same elements. Reads back.
   *
   * @param other a tensor on the same device
   */
  equal(this: Tensor, other: Tensor): boolean {
    return ops.equal(this, other);
  }
}

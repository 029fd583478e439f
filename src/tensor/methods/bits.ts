/**
 * Methods of whole numbers: their bits and their divisors.
 *
 * @module
 */
import type { Operand } from "../../ops/row.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { LogicMethods } from "./logic.ts";

/** Methods of whole numbers. Floats are refused. */
export abstract class BitMethods extends LogicMethods {
  /**
   * The bits that both have; of truth values, whether both hold.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  bitwiseAnd(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("bitwiseAnd", this, other);
  }

  /**
   * The bits that both have, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  bitwiseAnd_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("bitwiseAnd", this, other);
  }

  /**
   * The bits that at least one has; of truth values, whether one holds.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  bitwiseOr(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("bitwiseOr", this, other);
  }

  /**
   * The bits that at least one has, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  bitwiseOr_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("bitwiseOr", this, other);
  }

  /**
   * The bits that exactly one has; of truth values, whether they differ.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  bitwiseXor(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("bitwiseXor", this, other);
  }

  /**
   * The bits that exactly one has, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  bitwiseXor_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("bitwiseXor", this, other);
  }

  /** All bits the other way round; of truth values, where they do not hold. */
  bitwiseNot(this: Tensor): Tensor {
    return ops.inverted(ops.pointwise, this);
  }

  /** All bits the other way round, in place. */
  bitwiseNot_(this: Tensor): Tensor {
    return ops.inverted(ops.pointwiseInPlace, this);
  }

  /**
   * This tensor times 2^other, by moving bits; nothing is left by moves of less than 0, or 32 and
   * more.
   *
   * @param other a tensor or a number of bits; shapes broadcast
   */
  bitwiseLeftShift(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("bitwiseLeftShift", this, other);
  }

  /**
   * This tensor times 2^other, by moving bits, in place.
   *
   * @param other a tensor or a number of bits; it broadcasts to this shape
   */
  bitwiseLeftShift_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("bitwiseLeftShift", this, other);
  }

  /**
   * This tensor over 2^other, rounded down, by moving bits; only the sign is left by moves of less
   * than 0, or 32 and more.
   *
   * @param other a tensor or a number of bits; shapes broadcast
   */
  bitwiseRightShift(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("bitwiseRightShift", this, other);
  }

  /**
   * This tensor over 2^other, rounded down, by moving bits, in place.
   *
   * @param other a tensor or a number of bits; it broadcasts to this shape
   */
  bitwiseRightShift_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("bitwiseRightShift", this, other);
  }

  /**
   * The greatest common divisor, never negative.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  gcd(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("gcd", this, other);
  }

  /**
   * The greatest common divisor, never negative, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  gcd_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("gcd", this, other);
  }

  /**
   * The least common multiple, never negative; with 0 it is 0.
   *
   * @param other a tensor or a number; shapes broadcast
   */
  lcm(this: Tensor, other: Operand): Tensor {
    return ops.pointwise("lcm", this, other);
  }

  /**
   * The least common multiple, never negative, in place.
   *
   * @param other a tensor or a number; it broadcasts to this shape
   */
  lcm_(this: Tensor, other: Operand): Tensor {
    return ops.pointwiseInPlace("lcm", this, other);
  }
}

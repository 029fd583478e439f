/**
 * Functions of whole numbers: their bits and their divisors. Floats are refused. Unlike the methods,
 * they take a plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { inverted } from "../overloads.ts";
import { pointwise } from "../pointwise.ts";
import type { Operand } from "../row.ts";

/** The bits that both have; of truth values, whether both hold. */
export function bitwiseAnd(a: Operand, b: Operand): Tensor {
  return pointwise("bitwiseAnd", a, b);
}

/** The bits that at least one has; of truth values, whether one holds. */
export function bitwiseOr(a: Operand, b: Operand): Tensor {
  return pointwise("bitwiseOr", a, b);
}

/** The bits that exactly one has; of truth values, whether they differ. */
export function bitwiseXor(a: Operand, b: Operand): Tensor {
  return pointwise("bitwiseXor", a, b);
}

/** All bits the other way round; of truth values, where they do not hold. */
export function bitwiseNot(x: Tensor): Tensor {
  return inverted(pointwise, x);
}

/** a times 2^b, by moving bits; nothing is left where b is less than 0, or 32 and more. */
export function bitwiseLeftShift(a: Operand, b: Operand): Tensor {
  return pointwise("bitwiseLeftShift", a, b);
}

/** a over 2^b, rounded down; only the sign is left where b is less than 0, or 32 and more. */
export function bitwiseRightShift(a: Operand, b: Operand): Tensor {
  return pointwise("bitwiseRightShift", a, b);
}

/** The greatest common divisor, never negative. */
export function gcd(a: Operand, b: Operand): Tensor {
  return pointwise("gcd", a, b);
}

/** The least common multiple, never negative; with 0 it is 0. */
export function lcm(a: Operand, b: Operand): Tensor {
  return pointwise("lcm", a, b);
}

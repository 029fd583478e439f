/**
 * Comparisons, truth values and choices as functions. Unlike the methods, those of two operands take a
 * plain number on either side.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { nonzero } from "../nonzero.ts";
import type { CloseOptions } from "../overloads.ts";
import { pointwise } from "../pointwise.ts";
import type { Operand } from "../row.ts";

/** Where an element is 0, as bool. */
export function logicalNot(x: Tensor): Tensor {
  return pointwise("logicalNot", x);
}

/** Where an element is NaN, as bool. */
export function isnan(x: Tensor): Tensor {
  return pointwise("isnan", x);
}

/** Where an element is infinite, as bool. */
export function isinf(x: Tensor): Tensor {
  return pointwise("isinf", x);
}

/** Where an element is a finite number, as bool. */
export function isfinite(x: Tensor): Tensor {
  return pointwise("isfinite", x);
}

/** Where an element is infinity, as bool. */
export function isposinf(x: Tensor): Tensor {
  return pointwise("isposinf", x);
}

/** Where an element is minus infinity, as bool. */
export function isneginf(x: Tensor): Tensor {
  return pointwise("isneginf", x);
}

/** Where an element is a real number, as bool: everywhere, for there are no complex ones. */
export function isreal(x: Tensor): Tensor {
  return x.isreal();
}

/** How many elements a tensor has. */
export function numel(x: Tensor): number {
  return x.numel;
}

/** Whether the dtype of a tensor holds fractions. */
export function isFloatingPoint(x: Tensor): boolean {
  return x.isFloatingPoint();
}

/** Whether the only element differs from 0. Reads back. */
export function isNonzero(x: Tensor): boolean {
  return x.isNonzero();
}

/** A copy of the elements in a storage of their own. */
export function clone(x: Tensor): Tensor {
  return pointwise("clone", x);
}

/** Where two are equal, as bool. */
export function eq(a: Operand, b: Operand): Tensor {
  return pointwise("eq", a, b);
}

/** Where two differ, as bool. */
export function ne(a: Operand, b: Operand): Tensor {
  return pointwise("ne", a, b);
}

/** PyTorch's other name for {@linkcode ne}. */
export function notEqual(a: Operand, b: Operand): Tensor {
  return pointwise("ne", a, b);
}

/** Where the first is less, as bool. */
export function lt(a: Operand, b: Operand): Tensor {
  return pointwise("lt", a, b);
}

/** PyTorch's other name for {@linkcode lt}. */
export function less(a: Operand, b: Operand): Tensor {
  return pointwise("lt", a, b);
}

/** Where the first is less or equal, as bool. */
export function le(a: Operand, b: Operand): Tensor {
  return pointwise("le", a, b);
}

/** PyTorch's other name for {@linkcode le}. */
export function lessEqual(a: Operand, b: Operand): Tensor {
  return pointwise("le", a, b);
}

/** Where the first is greater, as bool. */
export function gt(a: Operand, b: Operand): Tensor {
  return pointwise("gt", a, b);
}

/** PyTorch's other name for {@linkcode gt}. */
export function greater(a: Operand, b: Operand): Tensor {
  return pointwise("gt", a, b);
}

/** Where the first is greater or equal, as bool. */
export function ge(a: Operand, b: Operand): Tensor {
  return pointwise("ge", a, b);
}

/** PyTorch's other name for {@linkcode ge}. */
export function greaterEqual(a: Operand, b: Operand): Tensor {
  return pointwise("ge", a, b);
}

/** Where both differ from 0, as bool. */
export function logicalAnd(a: Operand, b: Operand): Tensor {
  return pointwise("logicalAnd", a, b);
}

/** Where at least one differs from 0, as bool. */
export function logicalOr(a: Operand, b: Operand): Tensor {
  return pointwise("logicalOr", a, b);
}

/** Where exactly one differs from 0, as bool. */
export function logicalXor(a: Operand, b: Operand): Tensor {
  return pointwise("logicalXor", a, b);
}

/** What {@linkcode where} is. */
export interface WhereFunction {
  /** The elements of one tensor where a condition holds, else those of another. */
  (condition: Tensor, a: Operand, b: Operand): Tensor;
  /** For every dimension, the coordinates where elements differ from zero. Reads back how many do. */
  (condition: Tensor): Tensor[];
}

/**
 * The elements of one tensor where a condition holds, else those of another. A condition alone gives the
 * coordinates where it holds, as `nonzero` does with `asTuple`.
 *
 * @param condition bool; shapes broadcast
 * @param a a tensor or a number
 * @param b a tensor or a number
 *
 * @example
 * ```ts
 * import { tensor, where } from "@hibana/hibana";
 *
 * console.log(where(tensor([true, false]), 1, tensor([5, 6])).toArray()); // [1, 6]
 * console.log(where(tensor([0, 7, 8]))[0]!.toArray()); // [1, 2]
 * ```
 */
export const where: WhereFunction = function (
  condition: Tensor,
  a?: Operand,
  b?: Operand,
): unknown {
  if (a === undefined && b === undefined) return nonzero(condition, { asTuple: true });
  return pointwise("where", condition, a!, b!);
} as WhereFunction;

/**
 * The elements, but for a value where a mask is true.
 *
 * @param x any shape
 * @param mask bool, on the same device; shapes broadcast
 * @param value a number or a 0-d tensor
 */
export function maskedFill(x: Tensor, mask: Tensor, value: Tensor | number): Tensor {
  return x.maskedFill(mask, value);
}

/**
 * Whether two tensors have the same shape and the same elements. Reads back.
 *
 * @param a a tensor
 * @param b a tensor on the same device
 */
export function equal(a: Tensor, b: Tensor): boolean {
  return a.equal(b);
}

/**
 * Where two are close, as bool: |a - b| <= atol + rtol |b|.
 *
 * @param a a tensor
 * @param b a tensor of the same dtype; shapes broadcast
 * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
 */
export function isclose(a: Tensor, b: Tensor, options: CloseOptions = {}): Tensor {
  return a.isclose(b, options);
}

/**
 * Whether all elements are close: |a - b| <= atol + rtol |b|. Reads back.
 *
 * @param a a tensor
 * @param b a tensor of the same dtype; shapes broadcast
 * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
 */
export function allclose(a: Tensor, b: Tensor, options: CloseOptions = {}): boolean {
  return a.allclose(b, options);
}

/**
 * Elementwise operations as functions. Unlike the methods, those of two operands take a plain number on
 * either side.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise } from "./pointwise.ts";
import type { ReduceOptions, ValuesAndIndices } from "./reduce.ts";
import type { Operand } from "./row.ts";

/** A function of one tensor of any shape. */
export type UnaryFunction = (x: Tensor) => Tensor;

/** A function that gives a tensor, or values and indices, as its second argument says. */
export interface ExtremeFunction {
  /** The extreme of all elements. */
  (x: Tensor): Tensor;
  /** The extremes along a dimension, and where they are. */
  (x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  /** The extremes of two tensors, element by element. */
  (x: Tensor, other: Tensor): Tensor;
}

/** A function of two operands, at least one of them a tensor; shapes broadcast. */
export type BinaryFunction = (a: Operand, b: Operand) => Tensor;

/** The elements with the other sign. */
export const neg: UnaryFunction = (x) => pointwise("neg", x);

/** The distance of each element from zero. */
export const abs: UnaryFunction = (x) => pointwise("abs", x);

/** 1, 0 or -1. */
export const sign: UnaryFunction = (x) => pointwise("sign", x);

/** The nearest whole number below. */
export const floor: UnaryFunction = (x) => pointwise("floor", x);

/** The nearest whole number above. */
export const ceil: UnaryFunction = (x) => pointwise("ceil", x);

/** The whole part. */
export const trunc: UnaryFunction = (x) => pointwise("trunc", x);

/** The nearest whole number; halves go to the even one. */
export const round: UnaryFunction = (x) => pointwise("round", x);

/** The square root. */
export const sqrt: UnaryFunction = (x) => pointwise("sqrt", x);

/** One over the square root. */
export const rsqrt: UnaryFunction = (x) => pointwise("rsqrt", x);

/** One over each element. */
export const reciprocal: UnaryFunction = (x) => pointwise("reciprocal", x);

/** Each element times itself. */
export const square: UnaryFunction = (x) => pointwise("square", x);

/** e to the power of each element. */
export const exp: UnaryFunction = (x) => pointwise("exp", x);

/** e to the power of each element, minus 1, accurate near 0. */
export const expm1: UnaryFunction = (x) => pointwise("expm1", x);

/** The natural logarithm. */
export const log: UnaryFunction = (x) => pointwise("log", x);

/** The natural logarithm of 1 plus each element, accurate near 0. */
export const log1p: UnaryFunction = (x) => pointwise("log1p", x);

/** The logarithm to base 2. */
export const log2: UnaryFunction = (x) => pointwise("log2", x);

/** The logarithm to base 10. */
export const log10: UnaryFunction = (x) => pointwise("log10", x);

/** The sine of angles in radians. */
export const sin: UnaryFunction = (x) => pointwise("sin", x);

/** The cosine of angles in radians. */
export const cos: UnaryFunction = (x) => pointwise("cos", x);

/** The tangent of angles in radians. */
export const tan: UnaryFunction = (x) => pointwise("tan", x);

/** The angle whose tangent each element is, in radians. */
export const atan: UnaryFunction = (x) => pointwise("atan", x);

/** The hyperbolic tangent. */
export const tanh: UnaryFunction = (x) => pointwise("tanh", x);

/** The error function. */
export const erf: UnaryFunction = (x) => pointwise("erf", x);

/** The logistic function, 1 / (1 + e^-x). */
export const sigmoid: UnaryFunction = (x) => pointwise("sigmoid", x);

/** The larger of each element and 0. */
export const relu: UnaryFunction = (x) => pointwise("relu", x);

/** Where an element is 0, as bool. */
export const logicalNot: UnaryFunction = (x) => pointwise("logicalNot", x);

/** Where an element is NaN, as bool. */
export const isnan: UnaryFunction = (x) => pointwise("isnan", x);

/** Where an element is infinite, as bool. */
export const isinf: UnaryFunction = (x) => pointwise("isinf", x);

/** Where an element is a finite number, as bool. */
export const isfinite: UnaryFunction = (x) => pointwise("isfinite", x);

/** A copy of the elements in a storage of their own. */
export const clone: UnaryFunction = (x) => pointwise("clone", x);

/**
 * One operand plus another, which is multiplied by alpha first.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `alpha` (1)
 *
 * @example
 * ```ts
 * import { add, tensor } from "@hibana/hibana";
 *
 * console.log(add(10, tensor([1, 2])).toArray()); // [11, 12]
 * ```
 */
export function add(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = options;
  if (alpha === 1) return pointwise("add", a, b);
  return pointwise("add", a, typeof b === "object" ? b.mul(alpha) : Number(b) * alpha);
}

/**
 * One operand minus another, which is multiplied by alpha first.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number; shapes broadcast
 * @param options `alpha` (1)
 *
 * @example
 * ```ts
 * import { sub, tensor } from "@hibana/hibana";
 *
 * console.log(sub(10, tensor([1, 2])).toArray()); // [9, 8]
 * ```
 */
export function sub(a: Operand, b: Operand, options: { alpha?: number } = {}): Tensor {
  const { alpha = 1 } = options;
  if (alpha === 1) return pointwise("sub", a, b);
  return pointwise("sub", a, typeof b === "object" ? b.mul(alpha) : Number(b) * alpha);
}

/** The product, element by element. */
export const mul: BinaryFunction = (a, b) => pointwise("mul", a, b);

/** The quotient, element by element; integers give float32. */
export const div: BinaryFunction = (a, b) => pointwise("div", a, b);

/** The quotient rounded down, as Python's `//`. */
export const floorDivide: BinaryFunction = (a, b) => pointwise("floorDivide", a, b);

/** What floor division leaves: it has the sign of the divisor. */
export const remainder: BinaryFunction = (a, b) => pointwise("remainder", a, b);

/** One tensor to the power of another. */
export const pow: BinaryFunction = (a, b) => pointwise("pow", a, b);

/** The larger of two, element by element; NaN wins. */
export const maximum: BinaryFunction = (a, b) => pointwise("maximum", a, b);

/** The smaller of two, element by element; NaN wins. */
export const minimum: BinaryFunction = (a, b) => pointwise("minimum", a, b);

/** Where two are equal, as bool. */
export const eq: BinaryFunction = (a, b) => pointwise("eq", a, b);

/** Where two differ, as bool. */
export const ne: BinaryFunction = (a, b) => pointwise("ne", a, b);

/** Where the first is less, as bool. */
export const lt: BinaryFunction = (a, b) => pointwise("lt", a, b);

/** Where the first is less or equal, as bool. */
export const le: BinaryFunction = (a, b) => pointwise("le", a, b);

/** Where the first is greater, as bool. */
export const gt: BinaryFunction = (a, b) => pointwise("gt", a, b);

/** Where the first is greater or equal, as bool. */
export const ge: BinaryFunction = (a, b) => pointwise("ge", a, b);

/** Where both differ from 0, as bool. */
export const logicalAnd: BinaryFunction = (a, b) => pointwise("logicalAnd", a, b);

/** Where at least one differs from 0, as bool. */
export const logicalOr: BinaryFunction = (a, b) => pointwise("logicalOr", a, b);

/** Where exactly one differs from 0, as bool. */
export const logicalXor: BinaryFunction = (a, b) => pointwise("logicalXor", a, b);

/**
 * The elements of one tensor where a condition holds, else those of another.
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
 * ```
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return pointwise("where", condition, a, b);
}

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
 * The elements, but none below min or above max.
 *
 * @param x any shape
 * @param min a number or tensor, or null for no lower bound
 * @param max a number or tensor, or null for no upper bound
 */
export function clamp(
  x: Tensor,
  min: Tensor | number | null,
  max: Tensor | number | null = null,
): Tensor {
  return x.clamp(min, max);
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
 * Whether all elements are close: |a - b| <= atol + rtol |b|. Reads back.
 *
 * @param a a tensor
 * @param b a tensor on the same device
 * @param options `rtol` (1e-5), `atol` (1e-8), `equalNan` (false)
 */
export function allclose(
  a: Tensor,
  b: Tensor,
  options: { rtol?: number; atol?: number; equalNan?: boolean } = {},
): boolean {
  return a.allclose(b, options);
}

/**
 * The largest element of all, or the largest along a dimension with their positions, or the larger of
 * two tensors.
 */
export const max: ExtremeFunction = extreme("max");

/** The smallest element of all, or the smallest along a dimension, or the smaller of two tensors. */
export const min: ExtremeFunction = extreme("min");

function extreme(name: "max" | "min"): ExtremeFunction {
  function run(x: Tensor, of?: number | Tensor, options?: ReduceOptions): unknown {
    if (of === undefined) return x[name]();
    return typeof of === "number" ? x[name](of, options) : x[name](of);
  }
  return run as ExtremeFunction;
}

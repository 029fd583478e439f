/**
 * Operations of which options or the operands choose among several rows. What performs the rows is an
 * argument, `pointwise` or `pointwiseInPlace`, so that both forms choose alike.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise, promoted } from "./pointwise.ts";
import type { Operand } from "./row.ts";

/** Performs a row: the form in place takes a tensor to change as its first operand. */
type Perform<A extends Operand> = (row: string, a: A | Tensor, ...others: Operand[]) => Tensor;

/** How a quotient becomes a whole number: toward 0, down, or not at all. */
export type RoundingMode = "trunc" | "floor" | null;

/** Options of comparisons that let numbers differ a little. */
export interface CloseOptions {
  /** How far apart numbers may be, for each unit of the second. Default: 1e-5. */
  rtol?: number;
  /** How far apart they may be besides. Default: 1e-8. */
  atol?: number;
  /** Whether NaN is close to NaN. Default: false. */
  equalNan?: boolean;
}

/** What to put in the place of NaN and infinities. */
export interface FiniteOptions {
  /** In the place of NaN. Default: 0. */
  nan?: number;
  /** In the place of infinity. Default: the largest number of the dtype. */
  posinf?: number | null;
  /** In the place of minus infinity. Default: the least number of the dtype. */
  neginf?: number | null;
}

/** The bits of the floats that operands become; float16 computes in 32. */
function bitsOf(operands: readonly Operand[]): number {
  return promoted(operands) === "float64" ? 64 : 32;
}

/** a plus, or minus, alpha times b. */
export function scaled<A extends Operand>(
  perform: Perform<A>,
  name: "add" | "sub",
  a: A | Tensor,
  b: Operand,
  { alpha = 1 }: { alpha?: number },
): Tensor {
  return alpha === 1 ? perform(name, a, b) : perform(`${name}Scaled`, a, b, alpha);
}

/** The quotient, perhaps rounded. */
export function divided<A extends Operand>(
  perform: Perform<A>,
  a: A | Tensor,
  b: Operand,
  { roundingMode = null }: { roundingMode?: RoundingMode },
): Tensor {
  switch (roundingMode) {
    case null:
      return perform("div", a, b);
    case "floor":
      return perform("floorDivide", a, b);
    case "trunc":
      return perform("truncDivide", a, b, bitsOf([a, b]));
  }
  throw new RuntimeError(
    "bad-rounding",
    `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${roundingMode}'`,
    'Write { roundingMode: "trunc" } or { roundingMode: "floor" }.',
  );
}

/** The nearest number with so many decimals; halves go to the even one. */
export function rounded(
  perform: Perform<Tensor>,
  x: Tensor,
  { decimals = 0 }: { decimals?: number },
): Tensor {
  if (decimals === 0) return perform("round", x);
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "no-kernel",
      `"round_cpu" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Whole numbers have no decimals: leave the option out, or write x.float().round({ decimals }).",
    );
  }
  const power = 10 ** Math.abs(decimals);
  return decimals > 0
    ? perform("div", perform("round", perform("mul", x, power)), power)
    : perform("mul", perform("round", perform("div", x, power)), power);
}

/** The float that follows a on the way to b. */
export function stepped<A extends Operand>(
  perform: Perform<A>,
  a: A | Tensor,
  b: Operand,
): Tensor {
  return perform("nextafter", a, b, bitsOf([a, b]));
}

/** All bits the other way round; of a truth value, whether it is false. */
export function inverted(perform: Perform<Tensor>, x: Tensor): Tensor {
  return perform(x.dtype === "bool" ? "logicalNot" : "bitwiseNot", x);
}

/** The elements, but numbers for NaN and infinities, which whole numbers are not. */
export function madeFinite(
  perform: Perform<Tensor>,
  x: Tensor,
  { nan = 0, posinf, neginf }: FiniteOptions,
): Tensor {
  if (!isFloating(x.dtype)) return perform("maximum", x, x);
  const largest = LARGEST[x.dtype as keyof typeof LARGEST];
  return perform("nanToNum", x, nan, posinf ?? largest, neginf ?? -largest);
}

/** The largest finite numbers. */
const LARGEST = { float16: 65504, float32: 2 ** 127 * (2 - 2 ** -23), float64: Number.MAX_VALUE };

/**
 * The dtype that arithmetic gives two operands.
 *
 * @param a a tensor or a number
 * @param b a tensor or a number
 *
 * @example
 * ```ts
 * import { ones, resultType } from "@hibana/hibana";
 *
 * console.log(resultType(ones(2, { dtype: "int32" }), 1.5)); // float32
 * ```
 */
export function resultType(a: Operand, b: Operand): DType {
  return promoted([a, b]);
}

/** Where two tensors differ by no more than atol + rtol |b|, as bool. */
export function isclose(a: Tensor, b: Tensor, options: CloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  for (const [name, value] of [["rtol", rtol], ["atol", atol]] as const) {
    if (value >= 0) continue;
    throw new RuntimeError(
      "bad-tolerance",
      `${name} must be greater than or equal to zero, but got ${value}`,
      "A tolerance says how far apart two numbers may be.",
    );
  }
  // Floats do not tell all whole numbers apart, which must not matter where none are let pass.
  if (rtol === 0 && atol === 0 && a.dtype === b.dtype && !isFloating(a.dtype)) {
    return pointwise("eq", a, b);
  }
  return pointwise("isclose", a, b, rtol, atol, equalNan);
}

/** Whether that holds of all elements. Reads back. */
export function allclose(a: Tensor, b: Tensor, options: CloseOptions = {}): boolean {
  return isclose(a, b, options).all().item() === true;
}

/** The elements, but none below min or above max; either may be missing, but not both. */
export function bounded(
  perform: Perform<Tensor>,
  x: Tensor,
  min: Tensor | number | null | undefined,
  max: Tensor | number | null | undefined,
): Tensor {
  const [low, high] = [min ?? null, max ?? null];
  if (low !== null && high !== null) return perform("clamp", x, low, high);
  if (low !== null) return perform("clampMin", x, low);
  if (high !== null) return perform("clampMax", x, high);
  throw new RuntimeError(
    "no-bounds",
    "torch.clamp: At least one of 'min' or 'max' must not be None",
    "Write clamp(min), clamp(min, max) or clamp(null, max).",
  );
}

/**
 * Rows of whole numbers: their bits and their divisors. Floats have neither.
 *
 * @module
 */
import { apply, type Expression, operand } from "../../device/expression.ts";
import { type DType, isFloating } from "../../tensor/dtype.ts";
import { type Row, row } from "../row.ts";

const [a, b] = [operand(0), operand(1)];

/** A row that takes whole numbers, and truth values where `bools` says so. */
function whole(name: string, kernel: string, body: Expression, bools: boolean): Row {
  const dtypes = (dtype: DType) => isFloating(dtype) || !bools && dtype === "bool";
  return row(name, "same", body, [], { lack: { kernel, dtypes } });
}

const GCD = apply("gcd", a, b);

/** Rows of whole numbers, by name. */
export const BITS: Readonly<Record<string, Row>> = {
  bitwiseAnd: whole("bitwiseAnd", "bitwise_and_cpu", apply("bitAnd", a, b), true),
  bitwiseOr: whole("bitwiseOr", "bitwise_or_cpu", apply("bitOr", a, b), true),
  bitwiseXor: whole("bitwiseXor", "bitwise_xor_cpu", apply("bitXor", a, b), true),
  // Of a truth value this is logicalNot.
  bitwiseNot: whole("bitwiseNot", "bitwise_not_cpu", apply("bitXor", a, -1), false),
  bitwiseLeftShift: whole("bitwiseLeftShift", "lshift_cpu", apply("shiftLeft", a, b), false),
  bitwiseRightShift: whole("bitwiseRightShift", "rshift_cpu", apply("shiftRight", a, b), false),
  gcd: whole("gcd", "gcd_cpu", GCD, false),
  // a / gcd * b; the divisor of nothing but zeros is 0, which divides by 1 as well.
  lcm: whole(
    "lcm",
    "lcm_cpu",
    apply("abs", apply("mul", apply("div", a, apply("maximum", GCD, 1)), b)),
    false,
  ),
};

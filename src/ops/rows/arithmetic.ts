/**
 * Rows of arithmetic: sums, products, rounding, powers, larger and smaller.
 *
 * @module
 */
import { apply, operand } from "../../device/expression.ts";
import { isFloating } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { dtypeOf, numbered, type Operand, type Row, row, slope } from "../row.ts";

const [a, b, c] = [operand(0), operand(1), operand(2)];

/** What `mine` gets of a gradient that goes to the larger (or smaller) of two; half in a tie, all by NaN. */
function winnersShare(grad: Tensor, mine: Operand, other: Operand, loses: "gt" | "lt"): Tensor {
  const share = ops.pointwise("where", ops.pointwise("eq", mine, other), grad.mul(0.5), grad);
  return ops.pointwise("where", ops.pointwise(loses, mine, other), 0, share);
}

/** 1 minus a weight. */
function complement(weight: Operand): Tensor | number {
  return typeof weight === "object" ? weight.neg().add(1) : 1 - Number(weight);
}

function isWhole(x: Operand): boolean {
  return !isFloating(dtypeOf(x));
}

/** Whole numbers have no infinity to give where they are divided by 0. */
function refuseZero([dividend, divisor]: readonly Operand[]): string | undefined {
  return divisor === 0 && isWhole(dividend!) ? "ZeroDivisionError" : undefined;
}

/** d a^b / da = b a^(b-1), and 0 where b is 0. */
function powerSlope(grad: Tensor, a: Operand, b: Operand): Tensor {
  if (typeof b !== "object") {
    return Number(b) === 0
      ? grad.zerosLike()
      : grad.mul(ops.pointwise("pow", a, Number(b) - 1).mul(b));
  }
  const slopes = ops.pointwise("pow", a, b.sub(1)).mul(b);
  return ops.pointwise("where", b.eq(0), 0, grad.mul(slopes));
}

/** d a^b / db = a^b log a, and 0 where a is 0: it stays 0 however the power changes. */
function exponentSlope(grad: Tensor, a: Operand, b: Operand, out: Tensor): Tensor {
  if (typeof a !== "object") {
    return Number(a) === 0 ? grad.zerosLike() : grad.mul(out.mul(Math.log(Number(a))));
  }
  const still = a.eq(0).logicalAnd(ops.pointwise("ge", b, 0));
  return ops.pointwise("where", still, 0, grad.mul(out.mul(a.log())));
}

const [difference, nearA] = [apply("sub", b, a), apply("lt", apply("add", c, c), 1)];
const lerp = apply(
  "select",
  nearA,
  apply("add", a, apply("mul", c, difference)),
  apply("sub", b, apply("mul", difference, apply("sub", 1, c))),
);

/** Rows of arithmetic, by name. */
export const ARITHMETIC: Readonly<Record<string, Row>> = {
  add: row("add", "same", apply("add", a, b), [slope([], (g) => g), slope([], (g) => g)]),
  sub: row("sub", "same", apply("sub", a, b), [slope([], (g) => g), slope([], (g) => g.neg())], {
    refuses: (operands) => {
      const truths = operands.filter((x) => dtypeOf(x) === "bool").length;
      if (truths === 0) return undefined;
      return truths === 2
        ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
        : "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.";
    },
  }),
  mul: row("mul", "same", apply("mul", a, b), [
    slope(["b"], (g, { b }) => g.mul(b)),
    slope(["a"], (g, { a }) => g.mul(a)),
  ]),
  div: row("div", "float", apply("div", a, b), [
    slope(["b"], (g, { b }) => g.div(b)),
    slope(
      ["a", "b"],
      (g, { a, b }) => g.neg().mul(ops.pointwise("div", ops.pointwise("div", a, b), b)),
    ),
  ]),
  floorDivide: row("floorDivide", "same", apply("floorDivide", a, b), [
    slope([], (g) => g.zerosLike()),
    slope([], (g) => g.zerosLike()),
  ], { refuses: refuseZero }),
  remainder: row("remainder", "same", apply("remainder", a, b), [
    slope([], (g) => g),
    slope(["a", "b"], (g, { a, b }) => g.neg().mul(ops.pointwise("floorDivide", a, b))),
  ], { node: numbered("Remainder", 1), refuses: refuseZero }),
  pow: row("pow", "same", apply("pow", a, b), [
    slope(["a", "b"], (g, { a, b }) => powerSlope(g, a, b)),
    slope(["a", "b", "out"], (g, { a, b, out }) => exponentSlope(g, a, b, out)),
  ], {
    node: (operands) =>
      typeof operands[0] === "object" ? numbered("Pow", 1)(operands) : "PowBackward2",
    refuses: ([base, exponent]) =>
      typeof exponent === "number" && exponent < 0 && [base!, exponent].every(isWhole)
        ? "Integers to negative integer powers are not allowed."
        : undefined,
  }),
  maximum: row("maximum", "same", apply("maximum", a, b), [
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, a, b, "lt")),
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, b, a, "lt")),
  ]),
  minimum: row("minimum", "same", apply("minimum", a, b), [
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, a, b, "gt")),
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, b, a, "gt")),
  ]),
  neg: row("neg", "same", apply("neg", a), [slope([], (g) => g.neg())], {
    refuses: ([x]) =>
      dtypeOf(x!) === "bool"
        ? "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        : undefined,
  }),
  abs: row("abs", "same", apply("abs", a), [
    slope(["a"], (g, { a }) => g.mul(ops.pointwise("sign", a))),
  ]),
  sign: row("sign", "same", apply("sign", a), [slope([], (g) => g.zerosLike())]),
  // -0 has the sign of the infinity that dividing by it gives.
  signbit: row(
    "signbit",
    "truth",
    apply("or", apply("lt", a, 0), apply("lt", apply("div", 1, a), 0)),
  ),
  floor: row("floor", "same", apply("floor", a), [slope([], (g) => g.zerosLike())]),
  ceil: row("ceil", "same", apply("ceil", a), [slope([], (g) => g.zerosLike())]),
  trunc: row("trunc", "same", apply("trunc", a), [slope([], (g) => g.zerosLike())]),
  frac: row("frac", "same", apply("sub", a, apply("trunc", a)), [slope([], (g) => g)]),
  round: row("round", "same", apply("round", a), [slope([], (g) => g.zerosLike())]),
  square: row("square", "same", apply("mul", a, a), [
    slope(["a"], (g, { a }) => g.mul(ops.pointwise("mul", a, 2))),
  ], { node: "PowBackward0" }),
  sqrt: row("sqrt", "float", apply("sqrt", a), [
    slope(["out"], (g, { out }) => g.div(out.mul(2))),
  ]),
  rsqrt: row("rsqrt", "float", apply("div", 1, apply("sqrt", a)), [
    slope(["out"], (g, { out }) => g.mul(-0.5).mul(out.mul(out).mul(out))),
  ]),
  reciprocal: row("reciprocal", "float", apply("div", 1, a), [
    slope(["out"], (g, { out }) => g.neg().mul(out.mul(out))),
  ]),
  clamp: row("clamp", "same", apply("minimum", apply("maximum", a, b), c), [
    // The gradient is 1 at the bounds, too.
    slope(["a", "b", "c"], (g, { a, b, c }) => {
      const inside = ops.pointwise("ge", a, b).logicalAnd(
        ops.pointwise("le", a, c),
      );
      return ops.pointwise("where", inside, g, 0);
    }),
    slope(["a", "b", "c"], (g, { a, b, c }) => {
      const raised = ops.pointwise("lt", a, b).logicalAnd(
        ops.pointwise("lt", b, c),
      );
      return ops.pointwise("where", raised, g, 0);
    }),
    slope(["a", "b", "c"], (g, { a, b, c }) => {
      const lowered = ops.pointwise("gt", a, c).logicalOr(
        ops.pointwise("gt", b, c),
      );
      return ops.pointwise("where", lowered, g, 0);
    }),
  ], {
    node: ([, low, high]) =>
      typeof low === "object" || typeof high === "object" ? "ClampBackward0" : "ClampBackward1",
  }),
  addcmul: row("addcmul", "same", apply("add", a, apply("mul", b, c)), [
    slope([], (g) => g),
    slope(["c"], (g, { c }) => g.mul(c)),
    slope(["b"], (g, { b }) => g.mul(b)),
  ]),
  // From the nearer end, as in PyTorch: exact at either, and the same where one is infinite.
  lerp: row("lerp", "same", lerp, [
    slope(["c"], (g, { c }) => g.mul(complement(c))),
    slope(["c"], (g, { c }) => g.mul(c)),
    slope(["a", "b"], (g, { a, b }) => g.mul(ops.pointwise("sub", b, a))),
  ], { node: numbered("Lerp", 2) }),
};

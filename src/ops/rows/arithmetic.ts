/**
 * Rows of arithmetic: sums, products, quotients and what they leave, powers, rounding, signs.
 *
 * @module
 */
import { apply, operand } from "../../device/expression.ts";
import { NotImplementedError } from "../../errors.ts";
import { isFloating } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  dtypeOf,
  notForBool,
  numbered,
  type Operand,
  type Row,
  row,
  type Slope,
  slope,
} from "../row.ts";

const [a, b, c] = [operand(0), operand(1), operand(2)];

function isWhole(x: Operand): boolean {
  return !isFloating(dtypeOf(x));
}

/** Whole numbers have no infinity to give where they are divided by 0. */
function refuseZero([dividend, divisor]: readonly Operand[]): string | undefined {
  return divisor === 0 && isWhole(dividend!) ? "ZeroDivisionError" : undefined;
}

const BOOL_SUBTRACTION =
  "is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.";

/** Truth values are not subtracted. */
function refuseBools([a, b]: readonly Operand[]): string | undefined {
  const truths = [a!, b!].filter((x) => dtypeOf(x) === "bool").length;
  if (truths === 0) return undefined;
  return truths === 2
    ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
    : `Subtraction, the \`-\` operator, with a bool tensor ${BOOL_SUBTRACTION}`;
}

/** Whole numbers are not multiplied by a fraction on the way. */
function refuseFraction([a, b, alpha]: readonly Operand[]): string | undefined {
  return isWhole(a!) && isWhole(b!) && !Number.isInteger(Number(alpha))
    ? "For integral input tensors, argument alpha must not be a floating point number."
    : undefined;
}

/** Sums with a factor: operand b is multiplied by c, which has no say in the dtype. */
const SCALED = apply("mul", c, b);

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

/** d a^b / db = a^b log a, and 0 where a is 0 and b is not below: it stays 0 however the power changes. */
function exponentSlope(grad: Tensor, a: Operand, b: Operand, out: Tensor): Tensor {
  const slopes = grad.mul(out.mul(typeof a === "object" ? a.log() : Math.log(Number(a))));
  if (typeof a !== "object" && Number(a) !== 0) return slopes;
  const raised = ops.pointwise("ge", b, 0);
  const still = typeof a === "object" ? a.eq(0).logicalAnd(raised) : raised;
  return ops.pointwise("where", still, 0, slopes);
}

/** The gradient of what moves by steps alone. */
const NO_SLOPE: Slope = slope([], () => {
  throw new NotImplementedError(
    "no-derivative",
    "the derivative for 'nextafter' is not implemented.",
    "Call detach() on what it is computed from, or compute it inside noGrad(() => ...).",
  );
});

/** Rows of arithmetic, by name. */
export const ARITHMETIC: Readonly<Record<string, Row>> = {
  add: row("add", "same", apply("add", a, b), [slope([], (g) => g), slope([], (g) => g)]),
  addScaled: row("addScaled", "same", apply("add", a, SCALED), [
    slope([], (g) => g),
    slope(["c"], (g, { c }) => g.mul(c)),
  ], { conditions: [2], node: "AddBackward0", refuses: refuseFraction }),
  sub: row("sub", "same", apply("sub", a, b), [slope([], (g) => g), slope([], (g) => g.neg())], {
    refuses: refuseBools,
  }),
  subScaled: row("subScaled", "same", apply("sub", a, SCALED), [
    slope([], (g) => g),
    slope(["c"], (g, { c }) => g.neg().mul(c)),
  ], {
    conditions: [2],
    node: "SubBackward0",
    refuses: (operands) => refuseBools(operands) ?? refuseFraction(operands),
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
  ], { refuses: refuseZero, lack: notForBool("div_floor_cpu") }),
  // The third operand is a number, the bits of the floats: a quotient may round up to a whole number.
  truncDivide: row(
    "truncDivide",
    "same",
    apply("trunc", apply("rounded", apply("div", a, b), c)),
    [slope([], (g) => g.zerosLike()), slope([], (g) => g.zerosLike())],
    {
      conditions: [2],
      node: "DivBackward2",
      refuses: refuseZero,
      lack: notForBool("div_trunc_cpu"),
    },
  ),
  remainder: row("remainder", "same", apply("remainder", a, b), [
    slope([], (g) => g),
    slope(["a", "b"], (g, { a, b }) => g.neg().mul(ops.pointwise("floorDivide", a, b))),
  ], { node: numbered("Remainder", 1), refuses: refuseZero, lack: notForBool("remainder_cpu") }),
  fmod: row("fmod", "same", apply("fmod", a, b), [
    slope([], (g) => g),
    slope(["a", "b"], (g, { a, b }) => {
      const times = ops.pointwise("trunc", ops.pointwise("div", a, b));
      return g.neg().mul(times);
    }),
  ], { node: numbered("Fmod", 1), refuses: refuseZero, lack: notForBool("fmod_cpu") }),
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
    lack: notForBool("pow"),
  }),
  neg: row("neg", "same", apply("neg", a), [slope([], (g) => g.neg())], {
    refuses: ([x]) =>
      dtypeOf(x!) === "bool"
        ? `Negation, the \`-\` operator, on a bool tensor ${BOOL_SUBTRACTION}`
        : undefined,
  }),
  abs: row("abs", "same", apply("abs", a), [
    slope(["a"], (g, { a }) => g.mul(ops.pointwise("sign", a))),
  ], { lack: notForBool("abs_cpu") }),
  sign: row("sign", "same", apply("sign", a), [slope([], (g) => g.zerosLike())]),
  signbit: row("signbit", "truth", apply("lt", apply("copysign", 1, a), 0), [], { inFloats: true }),
  floor: row("floor", "same", apply("floor", a), [slope([], (g) => g.zerosLike())], {
    lack: notForBool("floor_vml_cpu"),
  }),
  ceil: row("ceil", "same", apply("ceil", a), [slope([], (g) => g.zerosLike())], {
    lack: notForBool("ceil_vml_cpu"),
  }),
  trunc: row("trunc", "same", apply("trunc", a), [slope([], (g) => g.zerosLike())], {
    lack: notForBool("trunc_vml_cpu"),
  }),
  frac: row("frac", "same", apply("sub", a, apply("trunc", a)), [slope([], (g) => g)]),
  round: row("round", "same", apply("round", a), [slope([], (g) => g.zerosLike())], {
    lack: notForBool("round_vml_cpu"),
  }),
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
  copysign: row("copysign", "float", apply("copysign", a, b), [
    slope(
      ["a", "out"],
      (g, { a, out }) => g.mul(ops.pointwise("where", ops.pointwise("eq", a, 0), 0, out.div(a))),
    ),
    slope([], (g) => g.zerosLike()),
  ], { node: (operands) => `CopysignBackward${typeof operands[1] === "object" ? 0 : 1}` }),
  // The third operand is a number, the bits of the floats to step between.
  nextafter: row("nextafter", "same", apply("nextafter", a, b, c), [NO_SLOPE, NO_SLOPE], {
    conditions: [2],
    lack: { kernel: "nextafter_cpu", dtypes: (dtype) => !isFloating(dtype) || dtype === "float16" },
  }),
};

/**
 * Rows that compare, combine truths, choose, copy and fill.
 *
 * @module
 */
import { apply, type Comparison, operand, truth } from "../../device/expression.ts";
import { RuntimeError } from "../../errors.ts";
import { isFloating, scalarTypeName } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import { dtypeOf, numbered, type Row, row, type Slope, slope } from "../row.ts";

const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];
const [p, q] = [truth(0), truth(1)];

/** A comparison of two numbers. */
function comparison(name: Comparison): Row {
  const node = numbered(`${name[0]!.toUpperCase()}${name.slice(1)}`, 1);
  return row(name, "truth", apply(name, a, b), [], { node });
}

const DISTANCE = apply("abs", apply("sub", a, b));
const NEAR = apply(
  "and",
  apply("lt", DISTANCE, Infinity),
  apply("le", DISTANCE, apply("add", d, apply("abs", apply("mul", c, b)))),
);
const BOTH_NAN = apply("and", truth(4), apply("and", apply("isNaN", a), apply("isNaN", b)));
const IS_CLOSE = apply("or", apply("or", apply("eq", a, b), NEAR), BOTH_NAN);

const REPLACED = apply(
  "select",
  apply("isNaN", a),
  b,
  apply(
    "select",
    apply("eq", a, Infinity),
    c,
    apply("select", apply("eq", a, -Infinity), d, a),
  ),
);

/** PyTorch does not differentiate a step either. */
const NO_SLOPE: Slope = slope([], () => {
  throw new RuntimeError(
    "no-derivative",
    "derivative for aten::heaviside is not implemented",
    "Call detach() on what it is computed from, or compute it inside noGrad(() => ...).",
  );
});

/** Rows that compare, combine truths, choose, copy and fill, by name. */
export const CHOICE: Readonly<Record<string, Row>> = {
  eq: comparison("eq"),
  ne: comparison("ne"),
  lt: comparison("lt"),
  le: comparison("le"),
  gt: comparison("gt"),
  ge: comparison("ge"),
  logicalAnd: row("logicalAnd", "truth", apply("and", p, q)),
  logicalOr: row("logicalOr", "truth", apply("or", p, q)),
  logicalXor: row("logicalXor", "truth", apply("xor", p, q)),
  logicalNot: row("logicalNot", "truth", apply("not", p)),
  isnan: row("isnan", "truth", apply("isNaN", a)),
  isinf: row("isinf", "truth", apply("eq", apply("abs", a), Infinity), [], {
    inFloats: true,
  }),
  isfinite: row("isfinite", "truth", apply("lt", apply("abs", a), Infinity), [], {
    inFloats: true,
  }),
  isposinf: row("isposinf", "truth", apply("eq", a, Infinity), [], { inFloats: true }),
  isneginf: row("isneginf", "truth", apply("eq", a, -Infinity), [], { inFloats: true }),
  // |a - b| <= atol + |rtol b|, or equal, which infinities are; the fifth operand lets NaN equal NaN.
  isclose: row("isclose", "truth", IS_CLOSE, [], {
    conditions: [2, 3, 4],
    inFloats: true,
    refuses: ([a, b]) => {
      const [mine, other] = [dtypeOf(a!), dtypeOf(b!)];
      return mine === other || typeof b !== "object"
        ? undefined
        : `${scalarTypeName(mine)} did not match ${scalarTypeName(other)}`;
    },
  }),
  // Numbers stand for NaN, infinity and -infinity; whole numbers, which are none of these, have no row.
  nanToNum: row("nanToNum", "same", REPLACED, [
    slope(["a"], (g, { a }) => ops.pointwise("where", ops.pointwise("isfinite", a), g, 0)),
  ], {
    conditions: [1, 2, 3],
    lack: { kernel: "nan_to_num", dtypes: (dtype) => !isFloating(dtype) },
  }),
  heaviside: row(
    "heaviside",
    "same",
    apply("select", apply("eq", a, 0), b, apply("number", apply("gt", a, 0))),
    [NO_SLOPE, NO_SLOPE],
    {
      refuses: ([x, values]) =>
        dtypeOf(x!) === dtypeOf(values!)
          ? undefined
          : "heaviside is not yet implemented for tensors with different dtypes.",
    },
  ),
  where: row("where", "same", apply("select", p, b, c), [
    null,
    slope(["a"], (g, { a }) => ops.pointwise("where", a, g, 0)),
    slope(["a"], (g, { a }) => ops.pointwise("where", a, 0, g)),
  ], {
    conditions: [0],
    refuses: ([condition]) =>
      dtypeOf(condition!) === "bool"
        ? undefined
        : `where expected condition to be a boolean tensor, but got a tensor with dtype ${
          scalarTypeName(dtypeOf(condition!))
        }`,
  }),
  maskedFill: row("maskedFill", "same", apply("select", q, c, a), [
    slope(["b"], (g, { b }) => ops.pointwise("where", b, 0, g)),
    null,
    slope(["b"], (g, { b }) => ops.pointwise("where", b, g, 0)),
  ], { conditions: [1, 2], node: numbered("MaskedFill", 2) }),
  clone: row("clone", "same", a, [slope([], (g) => g)]),
  // The first operand is only overwritten: its old value gets no gradient.
  copy: row("copy", "same", b, [slope([], (g) => g.zerosLike()), slope([], (g) => g)], {
    node: "CopyBackwards",
  }),
};

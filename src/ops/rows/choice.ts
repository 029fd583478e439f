/**
 * Rows that compare, combine truths, choose, copy and fill.
 *
 * @module
 */
import { apply, operand, truth } from "../../device/expression.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import { dtypeOf, numbered, type Row, row, slope } from "../row.ts";

const [a, b, c] = [operand(0), operand(1), operand(2)];
const [p, q] = [truth(0), truth(1)];

/** Rows that compare, combine truths, choose, copy and fill, by name. */
export const CHOICE: Readonly<Record<string, Row>> = {
  eq: row("eq", "truth", apply("eq", a, b)),
  ne: row("ne", "truth", apply("ne", a, b)),
  lt: row("lt", "truth", apply("lt", a, b)),
  le: row("le", "truth", apply("le", a, b)),
  gt: row("gt", "truth", apply("gt", a, b)),
  ge: row("ge", "truth", apply("ge", a, b)),
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

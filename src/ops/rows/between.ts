/**
 * Rows that find a number between others: the larger and the smaller, within bounds, part of the way.
 *
 * @module
 */
import { apply, operand } from "../../device/expression.ts";
import { type DType, isFloating, scalarTypeName } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { dtypeOf, notForBool, numbered, type Operand, type Row, row, slope } from "../row.ts";

const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];

/** What `mine` gets of a gradient that goes to the larger (or smaller) of two; half in a tie, all by NaN. */
function winnersShare(grad: Tensor, mine: Operand, other: Operand, loses: "gt" | "lt"): Tensor {
  const share = ops.pointwise("where", ops.pointwise("eq", mine, other), grad.mul(0.5), grad);
  return ops.pointwise("where", ops.pointwise(loses, mine, other), 0, share);
}

/** Where the first of two is taken though NaN counts for nothing; it is in a tie, too. */
function isTaken(a: Operand, b: Operand, wins: "ge" | "le"): Tensor {
  const won = ops.pointwise(wins, a, b);
  return typeof b === "object" ? won.logicalOr(b.isnan()) : won;
}

/** The larger (or smaller) of two numbers, of which NaN is none. */
function extremeOfNumbers(name: "fmax" | "fmin", wins: "ge" | "le"): Row {
  const body = apply("select", apply("or", apply(wins, a, b), apply("isNaN", b)), a, b);
  return row(name, "same", body, [
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", isTaken(a, b, wins), g, 0)),
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", isTaken(a, b, wins), 0, g)),
  ]);
}

/** 1 minus a weight. */
function complement(weight: Operand): Tensor | number {
  return typeof weight === "object" ? weight.neg().add(1) : 1 - Number(weight);
}

/** The product of a gradient and a factor. */
function times(grad: Tensor, factor: Operand): Tensor {
  return factor === 1 ? grad : grad.mul(factor);
}

/** What C++ calls the element types, as some of PyTorch's messages do. */
const C_NAMES: Readonly<Record<DType, string>> = {
  float32: "float",
  float16: "c10::Half",
  float64: "double",
  int32: "int",
  uint32: "unsigned int",
  uint8: "unsigned char",
  bool: "bool",
};

/** All of one dtype, and that with fractions: there is nothing between whole numbers. */
function refuseToBlend([x, end, weight]: readonly Operand[]): string | undefined {
  const dtype = dtypeOf(x!);
  for (const [name, other] of [["end", end!], ["weight", weight!]] as const) {
    if (typeof other === "object" && other.dtype !== dtype) {
      return `expected dtype ${C_NAMES[dtype]} for \`${name}\` but got dtype ${
        C_NAMES[other.dtype]
      }`;
    }
  }
  if (isFloating(dtype)) return undefined;
  const kind = typeof weight === "object" ? "tensor" : "scalar";
  return `"lerp_kernel_${kind}" not implemented for '${scalarTypeName(dtype)}'`;
}

/** Two whole numbers have no quotient of their kind. */
function refuseWholeQuotient([, dividend, divisor]: readonly Operand[]): string | undefined {
  return [dividend!, divisor!].some((x) => isFloating(dtypeOf(x)))
    ? undefined
    : "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.";
}

const TOWARD = apply("sub", b, a);

/** Rows that find a number between others, by name. */
export const BETWEEN: Readonly<Record<string, Row>> = {
  maximum: row("maximum", "same", apply("maximum", a, b), [
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, a, b, "lt")),
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, b, a, "lt")),
  ]),
  minimum: row("minimum", "same", apply("minimum", a, b), [
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, a, b, "gt")),
    slope(["a", "b"], (g, { a, b }) => winnersShare(g, b, a, "gt")),
  ]),
  fmax: extremeOfNumbers("fmax", "ge"),
  fmin: extremeOfNumbers("fmin", "le"),
  // The gradient is 1 at the bounds, too; in a tie a bound gets nothing.
  clampMin: row("clampMin", "same", apply("maximum", a, b), [
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", ops.pointwise("ge", a, b), g, 0)),
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", ops.pointwise("lt", a, b), g, 0)),
  ], { node: numbered("ClampMin", 1) }),
  clampMax: row("clampMax", "same", apply("minimum", a, b), [
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", ops.pointwise("le", a, b), g, 0)),
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", ops.pointwise("gt", a, b), g, 0)),
  ], { node: numbered("ClampMax", 1) }),
  clamp: row("clamp", "same", apply("minimum", apply("maximum", a, b), c), [
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
    lack: notForBool("clamp_cpu"),
  }),
  // From the nearer end, so that weights 0 and 1 give just the ends.
  lerp: row(
    "lerp",
    "same",
    apply(
      "select",
      apply("lt", apply("abs", c), 0.5),
      apply("add", a, apply("mul", c, TOWARD)),
      apply("sub", b, apply("mul", TOWARD, apply("sub", 1, c))),
    ),
    [
      slope(["c"], (g, { c }) => g.mul(complement(c))),
      slope(["c"], (g, { c }) => g.mul(c)),
      slope(["a", "b"], (g, { a, b }) => g.mul(ops.pointwise("sub", b, a))),
    ],
    { node: numbered("Lerp", 2), refuses: refuseToBlend },
  ),
  // The fourth operand is a number, the factor of what is added: it has no say in the dtype.
  addcmul: row("addcmul", "same", apply("add", a, apply("mul", apply("mul", d, b), c)), [
    slope([], (g) => g),
    slope(["c", "d"], (g, { c, d }) => times(g.mul(c), d)),
    slope(["b", "d"], (g, { b, d }) => times(g.mul(b), d)),
  ], { conditions: [3], lack: notForBool("addcmul_cpu_out") }),
  addcdiv: row("addcdiv", "same", apply("add", a, apply("div", apply("mul", d, b), c)), [
    slope([], (g) => g),
    slope(["c", "d"], (g, { c, d }) => times(g.div(c), d)),
    slope(["b", "c", "d"], (g, { b, c, d }) => {
      const quotient = ops.pointwise("div", ops.pointwise("div", b, c), c);
      return times(g.neg().mul(quotient), d);
    }),
  ], { conditions: [3], refuses: refuseWholeQuotient }),
};

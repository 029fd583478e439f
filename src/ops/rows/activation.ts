/**
 * Rows of the activations of neural networks.
 *
 * @module
 */
import { apply, type Expression, operand } from "../../device/expression.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { dtypeOf, type Operand, type Row, row, slope } from "../row.ts";

const [a, b, c] = [operand(0), operand(1), operand(2)];

/** 1 / (1 + e^-x). */
function logistic(x: Expression): Expression {
  return apply("div", 1, apply("add", 1, apply("exp", apply("neg", x))));
}

/** The standard normal distribution function, (1 + erf(x / sqrt 2)) / 2. */
function normalCdf(x: Expression): Expression {
  return apply("mul", 0.5, apply("add", 1, apply("erf", apply("mul", x, Math.SQRT1_2))));
}

/** The approximation of gelu by tanh: its inner argument, sqrt(2/pi) (x + 0.044715 x^3). */
function geluInner(x: Expression): Expression {
  const cube = apply("mul", apply("mul", x, x), x);
  return apply("mul", Math.sqrt(2 / Math.PI), apply("add", x, apply("mul", 0.044715, cube)));
}

/** d gelu / dx = cdf(x) + x pdf(x). */
function geluSlope(x: Tensor): Tensor {
  const cdf = x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
  const pdf = x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
  return cdf.add(x.mul(pdf));
}

/** The same for the approximation by tanh. */
function geluTanhSlope(x: Tensor): Tensor {
  const scale = Math.sqrt(2 / Math.PI);
  const t = x.add(x.mul(x).mul(x).mul(0.044715)).mul(scale).tanh();
  const inner = x.mul(x).mul(3 * 0.044715).add(1).mul(scale);
  const rise = x.mul(0.5).mul(t.mul(t).neg().add(1)).mul(inner);
  return t.add(1).mul(0.5).add(rise);
}

/** An operand that is known to be a tensor: the first one always is. */
function tensorOf(x: Operand): Tensor {
  return x as Tensor;
}

/** Rows of activations, by name. */
export const ACTIVATION: Readonly<Record<string, Row>> = {
  sigmoid: row("sigmoid", "float", logistic(a), [
    slope(["out"], (g, { out }) => g.mul(out.mul(out.neg().add(1)))),
  ]),
  // relu, max(x, 0), keeps NaN, and lets its gradient pass; at 0 the gradient is 0.
  relu: row("relu", "same", apply("maximum", a, 0), [
    slope(["out"], (g, { out }) => ops.pointwise("where", out.le(0), 0, g)),
  ]),
  gelu: row("gelu", "float", apply("mul", a, normalCdf(a)), [
    slope(["a"], (g, { a }) => g.mul(geluSlope(tensorOf(a)))),
  ]),
  geluTanh: row(
    "geluTanh",
    "float",
    apply("mul", apply("mul", 0.5, a), apply("add", 1, apply("tanh", geluInner(a)))),
    [slope(["a"], (g, { a }) => g.mul(geluTanhSlope(tensorOf(a))))],
    { node: "GeluBackward0" },
  ),
  silu: row("silu", "float", apply("mul", a, logistic(a)), [
    slope(["a"], (g, { a }) => {
      const s = tensorOf(a).sigmoid();
      return g.mul(s.mul(tensorOf(a).mul(s.neg().add(1)).add(1)));
    }),
  ]),
  // hardtanh is clamp, but its gradient is 0 at the bounds.
  hardtanh: row("hardtanh", "same", apply("minimum", apply("maximum", a, b), c), [
    slope(["a", "b", "c"], (g, { a, b, c }) => {
      const outside = ops.pointwise("le", a, b).logicalOr(
        ops.pointwise("ge", a, c),
      );
      return ops.pointwise("where", outside, 0, g);
    }),
  ], {
    refuses: ([x, low, high]) => {
      if (dtypeOf(x!) === "bool") return "Bool inputs not supported for hardtanh";
      const unsigned = dtypeOf(x!) === "uint8" || dtypeOf(x!) === "uint32";
      return unsigned && (Number(low) < 0 || Number(high) < 0)
        ? "cannot do hardtanh on an unsigned type with negative limits"
        : undefined;
    },
  }),
};

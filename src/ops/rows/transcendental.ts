/**
 * Rows of exponentials, logarithms, trigonometry, and the activations made of them.
 *
 * @module
 */
import { apply, type Expression, operand } from "../../device/expression.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Operand, type Row, row, slope } from "../row.ts";

const a = operand(0);

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

/** Rows of exponentials, logarithms, trigonometry and activations, by name. */
export const TRANSCENDENTAL: Readonly<Record<string, Row>> = {
  exp: row("exp", "float", apply("exp", a), [slope(["out"], (g, { out }) => g.mul(out))]),
  expm1: row("expm1", "float", apply("expm1", a), [
    slope(["out"], (g, { out }) => g.mul(out.add(1))),
  ]),
  log: row("log", "float", apply("log", a), [slope(["a"], (g, { a }) => g.div(a))]),
  log1p: row("log1p", "float", apply("log1p", a), [
    slope(["a"], (g, { a }) => g.div(tensorOf(a).add(1))),
  ], { node: "Log1PBackward0" }),
  log2: row("log2", "float", apply("log2", a), [
    slope(["a"], (g, { a }) => g.div(tensorOf(a).mul(Math.LN2))),
  ]),
  log10: row("log10", "float", apply("log10", a), [
    slope(["a"], (g, { a }) => g.div(tensorOf(a).mul(Math.LN10))),
  ]),
  sin: row("sin", "float", apply("sin", a), [slope(["a"], (g, { a }) => g.mul(tensorOf(a).cos()))]),
  cos: row("cos", "float", apply("cos", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).sin().neg())),
  ]),
  tan: row("tan", "float", apply("tan", a), [
    slope(["out"], (g, { out }) => g.mul(out.mul(out).add(1))),
  ]),
  atan: row("atan", "float", apply("atan", a), [
    slope(["a"], (g, { a }) => g.div(tensorOf(a).mul(a).add(1))),
  ]),
  tanh: row("tanh", "float", apply("tanh", a), [
    slope(["out"], (g, { out }) => g.mul(out.mul(out).neg().add(1))),
  ]),
  erf: row("erf", "float", apply("erf", a), [
    slope(["a"], (g, { a }) => {
      const x = tensorOf(a);
      return g.mul(x.mul(x).neg().exp().mul(2 / Math.sqrt(Math.PI)));
    }),
  ]),
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
};

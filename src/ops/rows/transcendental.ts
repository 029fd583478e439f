/**
 * Rows of exponentials, logarithms and trigonometry.
 *
 * @module
 */
import { apply, type Expression, operand } from "../../device/expression.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Operand, type Row, row, slope, tensorOf } from "../row.ts";

const [a, b] = [operand(0), operand(1)];

/** sin(pi a) / (pi a). */
const angle = apply("mul", Math.PI, a);
const quotient = apply("div", apply("sin", angle), angle);

/** 1 - x^2. */
function oneMinusSquare(x: Tensor): Tensor {
  return x.mul(x).neg().add(1);
}

/** 1 / (a^2 + b^2). */
function oneOverSquares(a: Operand, b: Operand): Tensor {
  const squares = ops.pointwise("add", ops.pointwise("square", a), ops.pointwise("square", b));
  return squares.reciprocal();
}

/** d sinc / dx = (pi x cos(pi x) - sin(pi x)) / (pi x^2), and 0 at 0. */
function sincSlope(x: Tensor): Tensor {
  const angle = x.mul(Math.PI);
  const below = x.mul(angle);
  const slopes = angle.mul(angle.cos()).sub(angle.sin()).div(below);
  return ops.pointwise("where", below.eq(0), 0, slopes);
}

/**
 * The logarithm of the sum of two powers, without overflow: the larger exponent plus what the other adds.
 * Exponents that are equal add log(2), infinite ones included.
 *
 * @param unit the natural logarithm of the base
 */
function logOfSum(unit: number): Expression {
  const gap = apply("mul", apply("abs", apply("sub", a, b)), -unit);
  const more = apply("mul", apply("log1p", apply("exp", gap)), 1 / unit);
  const twice = apply("add", a, Math.LN2 / unit);
  return apply("select", apply("eq", a, b), twice, apply("add", apply("maximum", a, b), more));
}

/** Rows of exponentials, logarithms and trigonometry, by name. */
export const TRANSCENDENTAL: Readonly<Record<string, Row>> = {
  exp: row("exp", "float", apply("exp", a), [slope(["out"], (g, { out }) => g.mul(out))]),
  exp2: row("exp2", "float", apply("exp2", a), [
    slope(["out"], (g, { out }) => g.mul(out).mul(Math.LN2)),
  ]),
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
  asin: row("asin", "float", apply("asin", a), [
    slope(["a"], (g, { a }) => g.mul(oneMinusSquare(tensorOf(a)).rsqrt())),
  ]),
  acos: row("acos", "float", apply("acos", a), [
    slope(["a"], (g, { a }) => g.mul(oneMinusSquare(tensorOf(a)).rsqrt().neg())),
  ]),
  atan2: row("atan2", "float", apply("atan2", a, b), [
    slope(["a", "b"], (g, { a, b }) => g.mul(ops.pointwise("mul", b, oneOverSquares(a, b)))),
    slope(["a", "b"], (g, { a, b }) => g.mul(ops.pointwise("mul", a, oneOverSquares(a, b)).neg())),
  ]),
  sinh: row("sinh", "float", apply("sinh", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).cosh())),
  ]),
  cosh: row("cosh", "float", apply("cosh", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).sinh())),
  ]),
  tanh: row("tanh", "float", apply("tanh", a), [
    slope(
      ["out"],
      (g, { out }) => g.mul(out.mul(out).neg().add(1)),
      apply("mul", a, apply("sub", 1, apply("mul", b, b))),
    ),
  ]),
  asinh: row("asinh", "float", apply("asinh", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).mul(a).add(1).rsqrt())),
  ]),
  acosh: row("acosh", "float", apply("acosh", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).mul(a).sub(1).rsqrt())),
  ]),
  atanh: row("atanh", "float", apply("atanh", a), [
    slope(["a"], (g, { a }) => g.div(oneMinusSquare(tensorOf(a)))),
  ]),
  hypot: row("hypot", "float", apply("hypot", a, b), [
    slope(["a", "out"], (g, { a, out }) => g.mul(ops.pointwise("div", a, out))),
    slope(["b", "out"], (g, { b, out }) => g.mul(ops.pointwise("div", b, out))),
  ]),
  sinc: row("sinc", "float", apply("select", apply("eq", a, 0), 1, quotient), [
    slope(["a"], (g, { a }) => g.mul(sincSlope(tensorOf(a)))),
  ]),
  deg2rad: row("deg2rad", "float", apply("mul", a, Math.PI / 180), [
    slope([], (g) => g.mul(Math.PI / 180)),
  ], { node: "Deg2RadBackward0" }),
  rad2deg: row("rad2deg", "float", apply("mul", a, 180 / Math.PI), [
    slope([], (g) => g.mul(180 / Math.PI)),
  ], { node: "Rad2DegBackward0" }),
  logaddexp: row("logaddexp", "float", logOfSum(1), [
    slope(["a", "b"], (g, { a, b }) => g.div(ops.pointwise("sub", b, a).exp().add(1))),
    slope(["a", "b"], (g, { a, b }) => g.div(ops.pointwise("sub", a, b).exp().add(1))),
  ]),
  logaddexp2: row("logaddexp2", "float", logOfSum(Math.LN2), [
    slope(["a", "b"], (g, { a, b }) => g.div(ops.pointwise("sub", b, a).exp2().add(1))),
    slope(["a", "b"], (g, { a, b }) => g.div(ops.pointwise("sub", a, b).exp2().add(1))),
  ]),
};

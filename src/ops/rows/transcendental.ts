/**
 * Rows of exponentials, logarithms and trigonometry.
 *
 * @module
 */
import { apply, operand } from "../../device/expression.ts";
import { type Row, row, slope, tensorOf } from "../row.ts";

const a = operand(0);

/** Rows of exponentials, logarithms and trigonometry, by name. */
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
};

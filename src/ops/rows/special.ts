/**
 * Rows of special functions: the error function's and the gamma function's kin, and Bessel functions.
 *
 * @module
 */
import { apply, operand } from "../../device/expression.ts";
import { NotImplementedError } from "../../errors.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Operand, type Row, row, slope, tensorOf } from "../row.ts";

const [a, b, c] = [operand(0), operand(1), operand(2)];

/** What divides by less than this gives the limit at 0 instead. */
const TINY = 2 ** -23;

/** x log(y), which is 0 where x is 0, whatever the logarithm; NaN stays. */
function timesLogarithm(log: "log" | "log1p"): ReturnType<typeof apply> {
  const product = apply("select", apply("eq", a, 0), 0, apply("mul", a, apply(log, b)));
  return apply("select", apply("isNaN", b), b, product);
}

/** The slope for x of x log(y): 0 where x is 0 and y has no logarithm. */
function logarithmOf(grad: Tensor, x: Operand, y: Operand, log: "log" | "log1p"): Tensor {
  const lowest = log === "log" ? 0 : -1;
  if (typeof y === "object") {
    const missing = tensorOf(x).eq(0).logicalAnd(y.le(lowest));
    return ops.pointwise("where", missing, 0, grad.mul(y[log]()));
  }
  const slopes = grad.mul(Math[log](Number(y)));
  return Number(y) > lowest ? slopes : ops.pointwise("where", tensorOf(x).eq(0), 0, slopes);
}

/** e^(-x^2) times a factor. */
function bell(x: Tensor, factor: number): Tensor {
  return x.mul(x).neg().exp().mul(factor);
}

/** What a slope gives at x, but for the limit where x is so small that the slope would divide by 0. */
function besides(x: Tensor, limit: number, slopes: (x: Tensor) => Tensor): Tensor {
  const tiny = x.abs().le(TINY);
  const safe = ops.pointwise("where", tiny, TINY, x);
  return ops.pointwise("where", tiny, limit, slopes(safe));
}

/** Rows of special functions, by name. */
export const SPECIAL: Readonly<Record<string, Row>> = {
  erf: row("erf", "float", apply("erf", a), [
    slope(["a"], (g, { a }) => {
      return g.mul(bell(tensorOf(a), 2 / Math.sqrt(Math.PI)));
    }),
  ]),
  erfc: row("erfc", "float", apply("erfc", a), [
    slope(["a"], (g, { a }) => g.mul(bell(tensorOf(a), -2 / Math.sqrt(Math.PI)))),
  ]),
  erfinv: row("erfinv", "float", apply("erfinv", a), [
    slope(["out"], (g, { out }) => g.mul(out.mul(out).exp().mul(Math.sqrt(Math.PI) / 2))),
  ]),
  // The normal distribution function, (1 + erf(x / sqrt 2)) / 2, and its inverse.
  ndtr: row("ndtr", "float", apply("mul", 0.5, apply("erfc", apply("mul", a, -Math.SQRT1_2))), [
    slope(["a"], (g, { a }) => {
      return g.mul(bell(tensorOf(a).mul(Math.SQRT1_2), 1 / Math.sqrt(2 * Math.PI)));
    }),
  ]),
  ndtri: row("ndtri", "float", apply("ndtri", a), [
    slope(["out"], (g, { out }) => {
      return g.mul(out.mul(out).mul(0.5).exp().mul(Math.sqrt(2 * Math.PI)));
    }),
  ], { node: "SpecialNdtriBackward0" }),
  lgamma: row("lgamma", "float", apply("lgamma", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).digamma())),
  ]),
  digamma: row("digamma", "float", apply("digamma", a), [
    slope(["a"], (g, { a }) => g.mul(tensorOf(a).polygamma(1))),
  ]),
  // a is x, b the order n >= 1, c the factor (-1)^(n + 1) n!
  polygamma: row(
    "polygamma",
    "float",
    apply("mul", c, apply("zeta", apply("add", b, 1), a)),
    [slope(["a", "b"], (g, { a, b }) => g.mul(tensorOf(a).polygamma(Number(b) + 1)))],
    { conditions: [1, 2] },
  ),
  zeta: row("zeta", "float", apply("zeta", a, b), [
    slope([], () => {
      throw new NotImplementedError(
        "no-gradient",
        "the derivative for 'zeta' is not implemented.",
        "Its first argument gets no gradient: detach() it.",
      );
    }),
    slope(["a", "b"], (g, { a, b }) => {
      const next = ops.pointwise("zeta", typeof a === "object" ? a.add(1) : Number(a) + 1, b);
      return g.mul(ops.pointwise("mul", a, next).neg());
    }),
  ], { node: "SpecialZetaBackward0" }),
  i0: row("i0", "float", apply("i0", a), [
    slope(["a"], (g, { a }) => g.mul(ops.pointwise("i1", a))),
  ]),
  i0e: row("i0e", "float", apply("i0e", a), [
    slope(["a", "out"], (g, { a, out }) => {
      return g.mul(ops.pointwise("i1e", a).sub(tensorOf(a).sign().mul(out)));
    }),
  ], { node: "SpecialI0EBackward0" }),
  i1: row("i1", "float", apply("i1", a), [
    slope(["a"], (g, { a }) => {
      return g.mul(besides(tensorOf(a), 0.5, (x) => {
        return x.i0().sub(ops.pointwise("i1", x).div(x));
      }));
    }),
  ], { node: "SpecialI1Backward0" }),
  i1e: row("i1e", "float", apply("i1e", a), [
    slope(["a"], (g, { a }) => {
      return g.mul(besides(tensorOf(a), 0.5, (x) => {
        const weight = x.sign().add(x.reciprocal());
        return ops.pointwise("i0e", x).sub(ops.pointwise("i1e", x).mul(weight));
      }));
    }),
  ], { node: "SpecialI1EBackward0" }),
  logit: row("logit", "float", apply("log", apply("div", a, apply("sub", 1, a))), [
    slope(["a"], (g, { a }) => {
      const x = tensorOf(a);
      const outside = x.lt(0).logicalOr(x.gt(1));
      return ops.pointwise("where", outside, NaN, g.div(x.mul(x.neg().add(1))));
    }),
  ]),
  xlogy: row("xlogy", "float", timesLogarithm("log"), [
    slope(["a", "b"], (g, { a, b }) => logarithmOf(g, a, b, "log")),
    slope(["a", "b"], (g, { a, b }) => g.mul(a).div(b)),
  ], {
    node: ([x, y]) => {
      return `XlogyBackward${typeof x !== "object" ? 1 : typeof y !== "object" ? 2 : 0}`;
    },
  }),
  xlog1py: row("xlog1py", "float", timesLogarithm("log1p"), [
    slope(["a", "b"], (g, { a, b }) => logarithmOf(g, a, b, "log1p")),
    slope(["a", "b"], (g, { a, b }) => g.mul(a).div(ops.pointwise("add", b, 1))),
  ], {
    node: ([x, y]) => {
      return `SpecialXlog1PyBackward${typeof x !== "object" ? 1 : typeof y !== "object" ? 2 : 0}`;
    },
  }),
  // -x log(x), 0 at 0, and -infinity below.
  entr: row(
    "entr",
    "float",
    apply(
      "select",
      apply("le", a, 0),
      apply("select", apply("eq", a, 0), 0, -Infinity),
      apply("mul", apply("neg", a), apply("log", a)),
    ),
    [slope(["a"], (g, { a }) => g.mul(tensorOf(a).log().add(1).neg()))],
    { node: "SpecialEntrBackward0" },
  ),
};

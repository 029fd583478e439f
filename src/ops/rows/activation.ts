/**
 * Rows of the activations of neural networks.
 *
 * @module
 */
import { apply, type Expression, operand, type Term } from "../../device/expression.ts";
import { isFloating, scalarTypeName } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  dtypeOf,
  type Operand,
  type Refusal,
  type Row,
  row,
  type Slope,
  slope,
  tensorOf,
} from "../row.ts";

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

/** What slopes are written in as kernels: the gradient that comes in, and what they read. */
const [grad, read] = [operand(0), operand(1)];

/** e^(-x^2 / 2) / sqrt(2 pi). */
function normalPdf(x: Expression): Expression {
  const power = apply("exp", apply("mul", apply("mul", x, x), -0.5));
  return apply("mul", power, 1 / Math.sqrt(2 * Math.PI));
}

/** {@linkcode geluTanhSlope} times the gradient, as an expression that does not overflow where tanh is flat. */
function geluTanhSlopeOf(x: Expression): Expression {
  const t = apply("tanh", geluInner(x));
  const bend = apply("mul", x, apply("sub", 1, apply("mul", t, t)));
  const cube = apply("mul", apply("mul", bend, x), x);
  const rise = apply(
    "mul",
    Math.sqrt(2 / Math.PI),
    apply("add", bend, apply("mul", 3 * 0.044715, cube)),
  );
  return apply("mul", grad, apply("mul", 0.5, apply("add", apply("add", t, 1), rise)));
}

/** The gradient of x times its logistic function. */
function siluSlopeOf(x: Expression): Expression {
  const s = logistic(x);
  const rise = apply("add", 1, apply("mul", x, apply("sub", 1, s)));
  return apply("mul", grad, apply("mul", s, rise));
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

/** log(1 + e^x), which is x where x is large: the exponential overflows there. */
function softplus(x: Expression): Expression {
  return apply("select", apply("gt", x, 20), x, apply("log1p", apply("exp", x)));
}

/** x kept between 0 and 6, after a shift by 3, divided by 6. */
function hardLogistic(x: Expression): Expression {
  const shifted = apply("add", x, 3);
  return apply("div", apply("minimum", apply("maximum", shifted, 0), 6), 6);
}

/** scale x above 0, and below scale alpha (e^(x / width) - 1). */
function exponentialLinear(x: Expression, alpha: Term, width: Term, scale: number): Expression {
  const inner = width === 1 ? x : apply("div", x, width);
  const below = apply("mul", alpha, apply("expm1", inner));
  const whole = apply("select", apply("le", x, 0), below, x);
  return scale === 1 ? whole : apply("mul", scale, whole);
}

/** The gradient of {@linkcode exponentialLinear}. */
function exponentialLinearSlope(
  grad: Tensor,
  x: Operand,
  alpha: Operand,
  width: Operand,
  scale: number,
): Tensor {
  const below = ops.pointwise("le", x, 0);
  // Above 0 the exponential might overflow, and spoil the second derivative though it is not chosen.
  const inner = ops.pointwise("div", ops.pointwise("where", below, x, 0), width);
  const rise = ops.pointwise("div", inner.exp().mul(alpha), width);
  return grad.mul(ops.pointwise("where", below, rise, 1).mul(scale));
}

/** The constants of selu: with them, mean 0 and variance 1 stay as they are. */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** Whether x lies between -bound and bound, bounds included. */
function within(x: Operand, bound: Operand): Tensor {
  const above = ops.pointwise("ge", x, typeof bound === "object" ? bound.neg() : -Number(bound));
  return above.logicalAnd(ops.pointwise("le", x, bound));
}

/** The gradient of what is 0 between -b and b, and goes along with x elsewhere. */
const shrinkSlope: Slope = slope(
  ["a", "b"],
  (g, { a, b }) => ops.pointwise("where", within(a, b), 0, g),
);

/** x where it is positive, else x times a slope, which is the second operand. */
const LEAKY = apply("select", apply("gt", a, 0), a, apply("mul", a, b));

/** The gradient of {@linkcode LEAKY}. */
const leakySlope: Slope = slope(
  ["a", "b"],
  (g, { a, b }) => ops.pointwise("where", ops.pointwise("gt", a, 0), g, g.mul(b)),
);

/** Refuses whole numbers, in the words of the kernel that PyTorch lacks for them. */
function floatsOnly(kernel: string): Refusal {
  return ([x]) => {
    const dtype = dtypeOf(x!);
    return isFloating(dtype)
      ? undefined
      : `"${kernel}" not implemented for '${scalarTypeName(dtype)}'`;
  };
}

/** Rows of activations, by name. */
export const ACTIVATION: Readonly<Record<string, Row>> = {
  sigmoid: row("sigmoid", "float", logistic(a), [
    slope(
      ["out"],
      (g, { out }) => g.mul(out.mul(out.neg().add(1))),
      apply("mul", grad, apply("mul", read, apply("sub", 1, read))),
    ),
  ]),
  // relu, max(x, 0), keeps NaN, and lets its gradient pass; at 0 the gradient is 0.
  relu: row("relu", "same", apply("maximum", a, 0), [
    slope(
      ["out"],
      (g, { out }) => ops.pointwise("where", out.le(0), 0, g),
      apply("select", apply("le", read, 0), 0, grad),
    ),
  ], {
    refuses: ([x]) => dtypeOf(x!) === "bool" ? "Boolean inputs not supported for relu" : undefined,
  }),
  gelu: row("gelu", "float", apply("mul", a, normalCdf(a)), [
    slope(
      ["a"],
      (g, { a }) => g.mul(geluSlope(tensorOf(a))),
      apply("mul", grad, apply("add", normalCdf(read), apply("mul", read, normalPdf(read)))),
    ),
  ], { refuses: floatsOnly("GeluKernelImpl") }),
  geluTanh: row(
    "geluTanh",
    "float",
    apply("mul", apply("mul", 0.5, a), apply("add", 1, apply("tanh", geluInner(a)))),
    [slope(["a"], (g, { a }) => g.mul(geluTanhSlope(tensorOf(a))), geluTanhSlopeOf(read))],
    { node: "GeluBackward0", refuses: floatsOnly("GeluKernelImpl") },
  ),
  silu: row("silu", "float", apply("mul", a, logistic(a)), [
    slope(["a"], (g, { a }) => {
      const s = tensorOf(a).sigmoid();
      return g.mul(s.mul(tensorOf(a).mul(s.neg().add(1)).add(1)));
    }, siluSlopeOf(read)),
  ], { refuses: floatsOnly("silu_cpu") }),
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
  threshold: row("threshold", "same", apply("select", apply("le", a, b), c, a), [
    slope(["a", "b"], (g, { a, b }) => ops.pointwise("where", ops.pointwise("le", a, b), 0, g)),
  ], {
    conditions: [1, 2],
    refuses: ([x]) =>
      dtypeOf(x!) === "bool" ? `"threshold_cpu" not implemented for 'Bool'` : undefined,
  }),
  elu: row("elu", "float", exponentialLinear(a, b, 1, 1), [
    slope(["a", "b"], (g, { a, b }) => exponentialLinearSlope(g, a, b, 1, 1)),
  ], { refuses: floatsOnly("elu_cpu") }),
  selu: row("selu", "float", exponentialLinear(a, SELU.alpha, 1, SELU.scale), [
    slope(["a"], (g, { a }) => exponentialLinearSlope(g, a, SELU.alpha, 1, SELU.scale)),
  ], { node: "EluBackward0", refuses: floatsOnly("elu_cpu") }),
  celu: row("celu", "float", exponentialLinear(a, b, b, 1), [
    slope(["a", "b"], (g, { a, b }) => exponentialLinearSlope(g, a, b, b, 1)),
  ], { node: "EluBackward0", refuses: floatsOnly("elu_cpu") }),
  leakyRelu: row("leakyRelu", "float", LEAKY, [leakySlope], {
    refuses: floatsOnly("leaky_relu_cpu"),
  }),
  prelu: row("prelu", "float", LEAKY, [
    leakySlope,
    slope(["a"], (g, { a }) => ops.pointwise("where", ops.pointwise("gt", a, 0), 0, g.mul(a))),
  ], { refuses: floatsOnly("prelu_cpu") }),
  hardsigmoid: row("hardsigmoid", "float", hardLogistic(a), [
    slope(["a"], (g, { a }) => {
      const rises = ops.pointwise("gt", a, -3).logicalAnd(ops.pointwise("lt", a, 3));
      return ops.pointwise("where", rises, g.div(6), 0);
    }),
  ], { refuses: floatsOnly("hardsigmoid_cpu") }),
  hardswish: row("hardswish", "float", apply("mul", a, hardLogistic(a)), [
    slope(["a"], (g, { a }) => {
      // NaN counts as large here, as in PyTorch.
      const bent = tensorOf(a).div(3).add(0.5);
      const rise = ops.pointwise("where", ops.pointwise("le", a, 3), bent, 1);
      return ops.pointwise("where", ops.pointwise("lt", a, -3), 0, g.mul(rise));
    }),
  ], { refuses: floatsOnly("hardswish_cpu") }),
  hardshrink: row(
    "hardshrink",
    "float",
    apply("select", apply("and", apply("ge", a, apply("neg", b)), apply("le", a, b)), 0, a),
    [shrinkSlope],
    { refuses: floatsOnly("hardshrink_cpu") },
  ),
  softshrink: row(
    "softshrink",
    "float",
    apply(
      "select",
      apply("gt", a, b),
      apply("sub", a, b),
      apply(
        "select",
        apply("lt", a, apply("neg", b)),
        apply("add", a, b),
        apply("select", apply("isNaN", a), a, 0),
      ),
    ),
    [shrinkSlope],
    { refuses: floatsOnly("softshrink_cpu") },
  ),
  softplus: row(
    "softplus",
    "float",
    apply(
      "select",
      apply("gt", apply("mul", a, b), c),
      a,
      apply("div", apply("log1p", apply("exp", apply("mul", a, b))), b),
    ),
    [
      slope(["a", "b", "c"], (g, { a, b, c }) => {
        const scaled = ops.pointwise("mul", a, b);
        return g.mul(ops.pointwise("where", ops.pointwise("gt", scaled, c), 1, scaled.sigmoid()));
      }),
    ],
    { refuses: floatsOnly("softplus_cpu") },
  ),
  logsigmoid: row(
    "logsigmoid",
    "float",
    apply(
      "sub",
      apply("minimum", a, 0),
      apply("log1p", apply("exp", apply("neg", apply("abs", a)))),
    ),
    [slope(["a"], (g, { a }) => g.mul(tensorOf(a).neg().sigmoid()))],
    { node: "LogSigmoidBackward0", refuses: floatsOnly("log_sigmoid_cpu") },
  ),
  mish: row("mish", "float", apply("mul", a, apply("tanh", softplus(a))), [
    slope(["a"], (g, { a }) => {
      const t = ops.pointwise("softplus", a, 1, 20).tanh();
      const rise = t.mul(t).neg().add(1).mul(tensorOf(a).sigmoid());
      return g.mul(t.add(tensorOf(a).mul(rise)));
    }),
  ], { refuses: floatsOnly("mish_cpu") }),
};

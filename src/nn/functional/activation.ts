/**
 * Smooth activations, and their approximations by straight lines.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { cat } from "../../ops/join.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import { normalizeDim } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { activate, type ActivationOptions } from "./rectifier.ts";

/**
 * The logistic function, 1 / (1 + e^-x).
 *
 * @param x any shape
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.sigmoid(tensor([0])).toArray()); // [0.5]
 * ```
 */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

/**
 * The hyperbolic tangent.
 *
 * @param x any shape
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.tanh(tensor([0, 1])).toString()); // tensor([0.0000, 0.7616])
 * ```
 */
export function tanh(x: Tensor): Tensor {
  return x.tanh();
}

/**
 * The logarithm of the logistic function, accurate where that is near 0.
 *
 * @param x any shape, floating point
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.logsigmoid(tensor([-100, 0])).toString()); // tensor([-100.0000,   -0.6931])
 * ```
 */
export function logsigmoid(x: Tensor): Tensor {
  return ops.pointwise("logsigmoid", x);
}

/**
 * log(1 + e^(beta x)) / beta, a smooth relu; x itself where beta x is above a threshold.
 *
 * @param x any shape, floating point
 * @param beta how sharply it bends
 * @param threshold from where on it is x itself
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.softplus(tensor([0, 50])).toString()); // tensor([ 0.6931, 50.0000])
 * ```
 */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor {
  return ops.pointwise("softplus", x, beta, threshold);
}

/**
 * x / (1 + |x|).
 *
 * @param x any shape
 */
export function softsign(x: Tensor): Tensor {
  return x.div(x.abs().add(1));
}

/**
 * x minus its hyperbolic tangent.
 *
 * @param x any shape
 */
export function tanhshrink(x: Tensor): Tensor {
  return x.sub(x.tanh());
}

/**
 * x times the standard normal distribution function of x.
 *
 * @param x any shape, floating point
 * @param options `approximate: "tanh"` for the approximation that GPT-2 was trained with
 * @throws {RuntimeError} for any other approximation
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.gelu(tensor([1])).toString()); // tensor([0.8413])
 * ```
 */
export function gelu(x: Tensor, options: { approximate?: "none" | "tanh" } = {}): Tensor {
  const approximate = options.approximate ?? "none";
  if (approximate !== "none" && approximate !== "tanh") {
    throw new RuntimeError(
      "bad-option",
      "approximate argument must be either none or tanh.",
      "Leave it out for the exact function.",
    );
  }
  return ops.pointwise(approximate === "tanh" ? "geluTanh" : "gelu", x);
}

/**
 * x times its logistic function, also known as swish.
 *
 * @param x any shape, floating point
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.silu(tensor([0, 1])).toString()); // tensor([0.0000, 0.7311])
 * ```
 */
export function silu(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("silu", x, options);
}

/**
 * x times the hyperbolic tangent of {@linkcode softplus} of x.
 *
 * @param x any shape, floating point
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.mish(tensor([0, 1])).toString()); // tensor([0.0000, 0.8651])
 * ```
 */
export function mish(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("mish", x, options);
}

/**
 * x where it is positive, else alpha (e^x - 1).
 *
 * @param x any shape, floating point
 * @param alpha minus what large negative x come to
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.elu(tensor([-1, 2])).toString()); // tensor([-0.6321,  2.0000])
 * ```
 */
export function elu(x: Tensor, alpha = 1, options: ActivationOptions = {}): Tensor {
  return activate("elu", x, options, alpha);
}

/**
 * {@linkcode elu} in place.
 *
 * @param x any shape, floating point; overwritten
 * @param alpha minus what large negative x come to
 */
export function elu_(x: Tensor, alpha = 1): Tensor {
  return elu(x, alpha, { inplace: true });
}

/**
 * elu scaled so that layers of it keep mean 0 and variance 1: with alpha 1.6733, times 1.0507.
 *
 * @param x any shape, floating point
 * @param options `inplace`
 */
export function selu(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("selu", x, options);
}

/**
 * {@linkcode selu} in place.
 *
 * @param x any shape, floating point; overwritten
 */
export function selu_(x: Tensor): Tensor {
  return selu(x, { inplace: true });
}

/**
 * x where it is positive, else alpha (e^(x / alpha) - 1): elu whose slope at 0 is 1 for every alpha.
 *
 * @param x any shape, floating point
 * @param alpha minus what large negative x come to
 * @param options `inplace`
 * @throws {RuntimeError} `ZeroDivisionError: alpha cannot be 0 for CELU`
 */
export function celu(x: Tensor, alpha = 1, options: ActivationOptions = {}): Tensor {
  if (alpha === 0) {
    throw new RuntimeError(
      "bad-option",
      "ZeroDivisionError: alpha cannot be 0 for CELU",
      "With alpha going to 0 it becomes relu.",
    );
  }
  return activate("celu", x, options, alpha);
}

/**
 * {@linkcode celu} in place.
 *
 * @param x any shape, floating point; overwritten
 * @param alpha minus what large negative x come to
 */
export function celu_(x: Tensor, alpha = 1): Tensor {
  return celu(x, alpha, { inplace: true });
}

/**
 * The logistic function as three straight lines: 0 below -3, 1 above 3, x / 6 + 1 / 2 between.
 *
 * @param x any shape, floating point
 * @param options `inplace`
 */
export function hardsigmoid(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("hardsigmoid", x, options);
}

/**
 * x times {@linkcode hardsigmoid} of x.
 *
 * @param x any shape, floating point
 * @param options `inplace`
 */
export function hardswish(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("hardswish", x, options);
}

/**
 * The first half of x times the logistic function of the second half, along a dimension.
 *
 * @param x any shape, floating point
 * @param dim the dimension, of even size
 * @throws {RuntimeError} `Halving dimension must be even, but dimension 0 is size 3`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.glu(tensor([2, 0])).toArray()); // [1]
 * ```
 */
export function glu(x: Tensor, dim = -1): Tensor {
  if (x.ndim === 0) {
    throw new RuntimeError(
      "bad-dims",
      "glu does not support scalars because halving size must be even",
      "It halves a dimension: pass a tensor that has one.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const size = x.shape[d]!;
  if (size % 2 !== 0) {
    throw new RuntimeError(
      "shape-mismatch",
      `Halving dimension must be even, but dimension ${d} is size ${size}`,
      "One half is multiplied by the logistic function of the other.",
    );
  }
  if (!x.isFloatingPoint()) {
    throw new RuntimeError(
      "not-floating",
      `"glu_cpu" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float().",
    );
  }
  const half = size / 2;
  const halves = () => [x.narrow(d, 0, half), x.narrow(d, half, half).sigmoid()] as const;
  const output = noGrad(() => {
    const [value, gate] = halves();
    return value.mul(gate);
  });
  return record(output, "GluBackward0", [
    [x, (grad) => {
      const [value, gate] = halves();
      const rise = gate.mul(gate.neg().add(1));
      return cat([grad.mul(gate), grad.mul(value).mul(rise)], d);
    }, x],
  ]);
}

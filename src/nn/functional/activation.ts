/**
 * Activations and dropout, as functions.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import type { SoftmaxOptions } from "../../ops/softmax.ts";
import type { FillOptions } from "../../random/sample.ts";
import { ops } from "../../tensor/operations.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * exp(x) divided by its sum along a dimension.
 *
 * @param x any shape, floating point
 * @param dim the dimension whose entries add up to 1
 * @param options `dtype` to convert to first
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.softmax(tensor([0, 0]), -1).toArray()); // [0.5, 0.5]
 * ```
 */
export function softmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return x.softmax(dim, options);
}

/**
 * The logarithm of softmax, accurate where softmax is near 0.
 *
 * @param x any shape, floating point
 * @param dim the dimension
 * @param options `dtype` to convert to first
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.logSoftmax(tensor([0, 0]), -1).toString()); // tensor([-0.6931, -0.6931])
 * ```
 */
export function logSoftmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return x.logSoftmax(dim, options);
}

/**
 * The larger of x and 0, element by element.
 *
 * @param x any shape
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.relu(tensor([-1, 2])).toArray()); // [0, 2]
 * ```
 */
export function relu(x: Tensor): Tensor {
  return x.relu();
}

/**
 * The nearest number to x between two bounds, element by element. Unlike clamp's, its gradient is 0 at
 * the bounds.
 *
 * @param x any shape; not bool
 * @param minVal the lower bound
 * @param maxVal the upper bound
 * @throws {RuntimeError} `cannot do hardtanh on an unsigned type with negative limits`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.hardtanh(tensor([-3, 0.5, 3])).toArray()); // [-1, 0.5, 1]
 * ```
 */
export function hardtanh(x: Tensor, minVal = -1, maxVal = 1): Tensor {
  // Integers stay integers: their bounds are whole.
  const [low, high] = x.isFloatingPoint() ? [minVal, maxVal] : [minVal, maxVal].map(Math.trunc);
  return ops.pointwise("hardtanh", x, low!, high!);
}

/**
 * The nearest number to x between 0 and 6, element by element. Its gradient is 0 at both.
 *
 * @param x any shape; not bool
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.relu6(tensor([-3, 0.5, 9])).toArray()); // [0, 0.5, 6]
 * ```
 */
export function relu6(x: Tensor): Tensor {
  return hardtanh(x, 0, 6);
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
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.silu(tensor([0, 1])).toString()); // tensor([0.0000, 0.7311])
 * ```
 */
export function silu(x: Tensor): Tensor {
  return ops.pointwise("silu", x);
}

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

/** Options of dropout. */
export interface DropoutOptions extends FillOptions {
  /** Whether elements are dropped at all. Default: true. */
  training?: boolean;
}

/** Checks a probability of dropout. */
export function checkProbability(p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new ValueError(
    "bad-probability",
    `dropout probability has to be between 0 and 1, but got ${p}`,
    "It is the probability with which an element becomes 0: 0.1, say.",
  );
}

/**
 * Sets elements to 0 with probability p, and divides the others by 1 - p so that the mean stays.
 *
 * @param x any shape, floating point
 * @param p the probability with which an element is dropped
 * @param options `training` (false leaves x as it is), `generator`
 * @throws {ValueError} `dropout probability has to be between 0 and 1, but got 2`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.dropout(ones(3), 0.5, { training: false }).toArray()); // [1, 1, 1]
 * ```
 */
export function dropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  checkProbability(p);
  if (options.training === false || p === 0 || x.numel === 0) return x;
  if (p === 1) return x.mul(x.detach().zerosLike());
  // Drawn in logical order whatever the layout of x, as PyTorch does.
  const kept = x.detach().zerosLike().bernoulli_(1 - p, options).div_(1 - p);
  return x.mul(kept);
}

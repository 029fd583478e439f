/**
 * Activations that are bent at a point: relu and its relatives.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { elements } from "../../ops/cast.ts";
import type { Operand } from "../../ops/row.ts";
import { formatDouble } from "../../random/checks.ts";
import { defaultGenerator } from "../../random/generator.ts";
import type { FillOptions } from "../../random/sample.ts";
import { fromTypedArray } from "../../tensor/create.ts";
import { isFloating, scalarTypeName, tensorTypeName, typedArray } from "../../tensor/dtype.ts";
import { ops } from "../../tensor/operations.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Options of activations that can write their result over what they are given. */
export interface ActivationOptions {
  /** Whether the result overwrites the input. Default: false. */
  inplace?: boolean;
}

/** Performs an elementwise operation, in place where that is asked for. */
export function activate(
  name: string,
  x: Tensor,
  { inplace = false }: ActivationOptions,
  ...operands: Operand[]
): Tensor {
  return inplace ? ops.pointwiseInPlace(name, x, ...operands) : ops.pointwise(name, x, ...operands);
}

/** Integers stay integers: the numbers that they are compared with are whole. */
function fitting(x: Tensor, ...numbers: number[]): number[] {
  return x.isFloatingPoint() ? numbers : numbers.map(Math.trunc);
}

/**
 * The larger of x and 0, element by element.
 *
 * @param x any shape, not bool
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.relu(tensor([-1, 2])).toArray()); // [0, 2]
 * ```
 */
export function relu(x: Tensor, options: ActivationOptions = {}): Tensor {
  return activate("relu", x, options);
}

/**
 * {@linkcode relu} in place.
 *
 * @param x any shape, not bool; overwritten
 */
export function relu_(x: Tensor): Tensor {
  return relu(x, { inplace: true });
}

/**
 * The nearest number to x between two bounds, element by element. Unlike clamp's, its gradient is 0 at
 * the bounds.
 *
 * @param x any shape; not bool
 * @param minVal the lower bound
 * @param maxVal the upper bound
 * @param options `inplace`
 * @throws {RuntimeError} `cannot do hardtanh on an unsigned type with negative limits`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.hardtanh(tensor([-3, 0.5, 3])).toArray()); // [-1, 0.5, 1]
 * ```
 */
export function hardtanh(
  x: Tensor,
  minVal = -1,
  maxVal = 1,
  options: ActivationOptions = {},
): Tensor {
  return activate("hardtanh", x, options, ...fitting(x, minVal, maxVal));
}

/**
 * {@linkcode hardtanh} in place.
 *
 * @param x any shape, not bool; overwritten
 * @param minVal the lower bound
 * @param maxVal the upper bound
 */
export function hardtanh_(x: Tensor, minVal = -1, maxVal = 1): Tensor {
  return hardtanh(x, minVal, maxVal, { inplace: true });
}

/**
 * The nearest number to x between 0 and 6, element by element. Its gradient is 0 at both.
 *
 * @param x any shape; not bool
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.relu6(tensor([-3, 0.5, 9])).toArray()); // [0, 0.5, 6]
 * ```
 */
export function relu6(x: Tensor, options: ActivationOptions = {}): Tensor {
  return hardtanh(x, 0, 6, options);
}

/**
 * x where it is above a threshold, and elsewhere a value.
 *
 * @param x any shape; not bool
 * @param bound what x must be above to stay
 * @param value what it becomes otherwise
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.threshold(tensor([0.5, 1, 2]), 1, -7).toArray()); // [-7, -7, 2]
 * ```
 */
export function threshold(
  x: Tensor,
  bound: number,
  value: number,
  options: ActivationOptions = {},
): Tensor {
  return activate("threshold", x, options, ...fitting(x, bound, value));
}

/**
 * {@linkcode threshold} in place.
 *
 * @param x any shape, not bool; overwritten
 * @param bound what x must be above to stay
 * @param value what it becomes otherwise
 */
export function threshold_(x: Tensor, bound: number, value: number): Tensor {
  return threshold(x, bound, value, { inplace: true });
}

/**
 * x where it is positive, else x times a small slope.
 *
 * @param x any shape, floating point
 * @param negativeSlope the slope of the negative side
 * @param options `inplace`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.leakyRelu(tensor([-4, 2]), 0.25).toArray()); // [-1, 2]
 * ```
 */
export function leakyRelu(
  x: Tensor,
  negativeSlope = 0.01,
  options: ActivationOptions = {},
): Tensor {
  return activate("leakyRelu", x, options, negativeSlope);
}

/**
 * {@linkcode leakyRelu} in place.
 *
 * @param x any shape, floating point; overwritten
 * @param negativeSlope the slope of the negative side
 */
export function leakyRelu_(x: Tensor, negativeSlope = 0.01): Tensor {
  return leakyRelu(x, negativeSlope, { inplace: true });
}

/**
 * x where it is positive, else x times a slope that is learned, one for all or one for each channel.
 *
 * @param x [N, C, ...], or any shape where there is one slope
 * @param weight the slopes, [C], [1] or []; of x's dtype
 * @throws {RuntimeError} `Mismatch of parameter numbers and input channel size. Found parameter numbers
 * = 2 and channel size = 3.`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const slopes = tensor([0.5, 0.25]);
 * console.log(nn.functional.prelu(tensor([[-4, -4]]), slopes).toArray()); // [[-2, -1]]
 * ```
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  if (weight.numel !== 1) {
    const channels = x.ndim > 1 ? x.shape[1]! : 1;
    if (x.ndim === 0) {
      throw new RuntimeError(
        "bad-dims",
        "Not allow zero-dim input tensor.",
        `A single number has no channels for ${weight.numel} slopes: pass one slope.`,
      );
    }
    if (channels !== weight.numel) {
      throw new RuntimeError(
        "shape-mismatch",
        `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${weight.numel} and channel size = ${channels}.`,
        `Channels are dimension 1 of the input, whose shape is ${formatShape(x.shape)}.`,
      );
    }
  }
  if (weight.ndim > 1) {
    throw new RuntimeError(
      "bad-dims",
      `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got ndim = ${weight.ndim}`,
      "Write weight.flatten().",
    );
  }
  if (weight.dtype !== x.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Found dtype ${scalarTypeName(weight.dtype)} but expected ${scalarTypeName(x.dtype)}`,
      `The slopes have the dtype of the input: write weight.to("${x.dtype}").`,
    );
  }
  const shape = x.shape.map((_, d) => d === 1 ? weight.numel : 1);
  return ops.pointwise("prelu", x, weight.reshape(shape));
}

/** Options of {@linkcode rrelu}. */
export interface RReLUOptions extends ActivationOptions, FillOptions {
  /** Whether slopes are drawn; else all are the middle of the bounds. Default: false. */
  training?: boolean;
}

/**
 * x where it is positive, else x times a slope: while training one that is drawn between two bounds for
 * each element, otherwise their middle. As in PyTorch, numbers are drawn only for elements that are not
 * positive, so training reads the elements back.
 *
 * @param x any shape, floating point
 * @param lower the smallest slope
 * @param upper the largest slope
 * @param options `training`, `inplace`, `generator`
 * @throws {RuntimeError} `Lower bound should be less than or equal to the upper bound`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.rrelu(tensor([-4, 2]), 0.25, 0.75).toArray()); // [-2, 2]
 * ```
 */
export function rrelu(x: Tensor, lower = 1 / 8, upper = 1 / 3, options: RReLUOptions = {}): Tensor {
  if (!(lower <= upper)) {
    throw new RuntimeError(
      "bad-option",
      "Lower bound should be less than or equal to the upper bound",
      `The bounds are ${formatDouble(lower)} and ${formatDouble(upper)}: pass the lower one first.`,
    );
  }
  const { training = false, inplace = false } = options;
  const slopes = training ? drawSlopes(x, lower, upper, options) : (lower + upper) / 2;
  if (inplace) {
    return training
      ? ops.pointwiseInPlace("mul", x, slopes)
      : ops.pointwiseInPlace("leakyRelu", x, slopes);
  }
  const output = noGrad(() => ops.pointwise(training ? "mul" : "leakyRelu", x, slopes));
  return record(output, "RreluWithNoiseBackward0", [
    [x, (grad) => {
      const falling = training ? slopes : ops.pointwise("where", x.detach().gt(0), 1, slopes);
      return grad.mul(falling);
    }, x],
  ]);
}

/**
 * {@linkcode rrelu} in place.
 *
 * @param x any shape, floating point; overwritten
 * @param lower the smallest slope
 * @param upper the largest slope
 * @param options `training`, `generator`
 */
export function rrelu_(
  x: Tensor,
  lower = 1 / 8,
  upper = 1 / 3,
  options: Omit<RReLUOptions, "inplace"> = {},
): Tensor {
  return rrelu(x, lower, upper, { ...options, inplace: true });
}

/** The slope of each element: drawn for those that are not positive, in logical order, else 1. */
function drawSlopes(x: Tensor, lower: number, upper: number, options: FillOptions): Tensor {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `"rrelu_with_noise_out_cpu" not implemented for '${scalarTypeName(x.dtype)}'`,
      `Write x.float(): this is a ${tensorTypeName(x.dtype)}.`,
    );
  }
  const slopes = typedArray(x.dtype, x.device.type === "meta" ? 0 : x.numel);
  const values = x.device.type === "meta" ? [] : elements(x);
  const generator = options.generator ?? defaultGenerator;
  // PyTorch has the bounds in the dtype of x, but draws in double precision.
  const [low, high] = typedArray(x.dtype, 2).fill(0).map((_, i) => i === 0 ? lower : upper);
  for (let i = 0; i < slopes.length; i++) {
    slopes[i] = values[i]! <= 0 ? generator.random53() * (high! - low!) + low! : 1;
  }
  return fromTypedArray(slopes, x.shape, x.dtype, { device: x.device });
}

/**
 * x, but 0 where it lies between -lambd and lambd.
 *
 * @param x any shape, floating point
 * @param lambd the bound
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.hardshrink(tensor([-2, 0.25])).toArray()); // [-2, 0]
 * ```
 */
export function hardshrink(x: Tensor, lambd = 0.5): Tensor {
  return ops.pointwise("hardshrink", x, lambd);
}

/**
 * x moved towards 0 by lambd, and 0 where it lies nearer than that. NaN stays NaN, as in PyTorch from
 * 2.6 on.
 *
 * @param x any shape, floating point
 * @param lambd how far
 * @throws {RuntimeError} `lambda must be greater or equal to 0, but found to be -1.`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.softshrink(tensor([-2, 0.25])).toArray()); // [-1.5, 0]
 * ```
 */
export function softshrink(x: Tensor, lambd = 0.5): Tensor {
  if (!(lambd >= 0)) {
    throw new RuntimeError(
      "bad-option",
      `lambda must be greater or equal to 0, but found to be ${formatDouble(lambd)}.`,
      "It is a distance from 0.",
    );
  }
  return ops.pointwise("softshrink", x, lambd);
}

/**
 * Convolutions, as functions: sums of weighted elements in windows that slide over the last dimensions.
 *
 * @module
 */
import { convolve, convolveTransposed } from "../../ops/convolution.ts";
import { requireSameDevice } from "../../ops/devices.ts";
import { type Axis, spanOf } from "../../ops/windows.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  checkBias,
  checkChannels,
  checkFilled,
  checkInput,
  checkKernel,
  checkTransposedChannels,
  checkTransposedKernel,
  checkTypes,
  checkWeight,
  expanded,
  refuse,
} from "./convolution_checks.ts";
import { checkWholes, listOf, type Size, type Size1d, type Size2d, type Size3d } from "./sizes.ts";

/** Options of convolutions. */
export interface ConvOptions<Sizes extends Size = Size> {
  /** The distance from one window to the next. Default: 1. */
  stride?: Sizes;
  /**
   * How many zeros stand before the first and behind the last element; "same" for as many as keep the
   * sizes, "valid" for none. Default: 0.
   */
  padding?: Sizes | "same" | "valid";
  /** The distance between neighbours in a window. Default: 1. */
  dilation?: Sizes;
  /** Into how many groups channels fall, each with weights of its own. Default: 1. */
  groups?: number;
}

/** Options of transposed convolutions. */
export interface ConvTransposeOptions<Sizes extends Size = Size> {
  /** The stride of the convolution that this is the transpose of. Default: 1. */
  stride?: Sizes;
  /** That convolution's padding: so many elements are cut off at both ends. Default: 0. */
  padding?: Sizes;
  /** How many more elements the result has at the end. Default: 0. */
  outputPadding?: Sizes;
  /** Into how many groups channels fall, each with weights of its own. Default: 1. */
  groups?: number;
  /** The distance between neighbours in a window. Default: 1. */
  dilation?: Sizes;
}

/**
 * The convolution over one dimension: output[n, o, i] = bias[o] + the sum over c and k of
 * weight[o, c, k] * x[n, c, i * stride + k * dilation - padding].
 *
 * @param x [N, C, L] or [C, L]
 * @param weight [O, C / groups, K]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `dilation`, `groups`
 * @returns [N, O, windows] or [O, windows], with floor((L + 2 * padding - dilation * (K - 1) - 1) /
 * stride) + 1 windows
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit, as in `Given groups=1, weight of size
 * [6, 3, 3], expected input[1, 4, 8] to have 3 channels, but got 4 channels instead`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const steps = nn.functional.conv1d(tensor([[1, 4, 9]]), tensor([[[-1, 1]]]));
 * console.log(steps.toArray()); // [[3, 5]]
 * ```
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions<Size1d> = {},
): Tensor {
  return convolution(1, x, weight, bias, options);
}

/**
 * The convolution over two dimensions; see {@linkcode conv1d} for the formula.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param weight [O, C / groups, kernel height, kernel width]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `dilation`, each of them one number or two; `groups`
 * @returns [N, O, rows of windows, columns of windows], or the same without N
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit, as in `Calculated padded input size
 * per channel: (8 x 8). Kernel size: (9 x 9). Kernel size can't be greater than actual input size`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const image = ones(1, 3, 8, 8);
 * const weight = ones(6, 3, 3, 3);
 * console.log(nn.functional.conv2d(image, weight, null, { padding: 1 }).shape); // [1, 6, 8, 8]
 * ```
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions<Size2d> = {},
): Tensor {
  return convolution(2, x, weight, bias, options);
}

/**
 * The convolution over three dimensions; see {@linkcode conv1d} for the formula.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param weight [O, C / groups, kernel depth, kernel height, kernel width]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `dilation`, each of them one number or three; `groups`
 * @returns [N, O, ...windows], or the same without N
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const video = ones(1, 2, 4, 5, 5);
 * console.log(nn.functional.conv3d(video, ones(3, 2, 2, 3, 3)).shape); // [1, 3, 3, 3, 3]
 * ```
 */
export function conv3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvOptions<Size3d> = {},
): Tensor {
  return convolution(3, x, weight, bias, options);
}

/**
 * The transpose of {@linkcode conv1d}, which is its gradient: every element of x adds the kernel, times
 * itself, to the result.
 *
 * @param x [N, C, L] or [C, L]
 * @param weight [C, O / groups, K]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `outputPadding`, `groups`, `dilation`
 * @returns [N, O, length] or [O, length], with length (L - 1) * stride - 2 * padding + dilation * (K - 1)
 * + outputPadding + 1
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[1, 2]]);
 * const kernel = tensor([[[1, 1, 1]]]);
 * console.log(nn.functional.convTranspose1d(x, kernel).toArray()); // [[1, 3, 3, 2]]
 * ```
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions<Size1d> = {},
): Tensor {
  return transposed(1, x, weight, bias, options);
}

/**
 * The transpose of {@linkcode conv2d}; see {@linkcode convTranspose1d} for the sizes.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param weight [C, O / groups, kernel height, kernel width]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `outputPadding`, `dilation`, each of them one number or two; `groups`
 * @returns [N, O, height, width] or [O, height, width]
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const twice = nn.functional.convTranspose2d(ones(1, 4, 5, 5), ones(4, 2, 2, 2), null, { stride: 2 });
 * console.log(twice.shape); // [1, 2, 10, 10]
 * ```
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions<Size2d> = {},
): Tensor {
  return transposed(2, x, weight, bias, options);
}

/**
 * The transpose of {@linkcode conv3d}; see {@linkcode convTranspose1d} for the sizes.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param weight [C, O / groups, kernel depth, kernel height, kernel width]
 * @param bias [O], or null
 * @param options `stride`, `padding`, `outputPadding`, `dilation`, each of them one number or three;
 * `groups`
 * @returns [N, O, depth, height, width], or the same without N
 * @throws {RuntimeError} when shapes, dtypes or devices do not fit
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const x = ones(1, 2, 3, 3, 3);
 * console.log(nn.functional.convTranspose3d(x, ones(2, 1, 2, 2, 2)).shape); // [1, 1, 4, 4, 4]
 * ```
 */
export function convTranspose3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions<Size3d> = {},
): Tensor {
  return transposed(3, x, weight, bias, options);
}

function convolution(
  rank: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvOptions,
): Tensor {
  const name = `conv${rank}d`;
  const { padding = 0, groups = 1 } = options;
  checkInput(name, rank, x);
  const dims = weight.ndim - 2;
  const words = typeof padding === "string";
  const given = (argument: "stride" | "dilation", fallback: number) => {
    const sizes = listOf(options[argument] ?? fallback, rank);
    checkWholes(name, argument, sizes);
    return expanded(argument, sizes, dims);
  };
  if (words && padding !== "same" && padding !== "valid") {
    throw refuse(
      `Invalid padding string: '${padding}'`,
      'Write "same", "valid", or how many zeros are wanted.',
    );
  }
  const strides = given("stride", 1);
  if (padding === "same" && strides.some((stride) => stride !== 1)) {
    throw refuse(
      "padding='same' is not supported for strided convolutions",
      "With a stride the sizes cannot stay the same: give the padding in numbers.",
    );
  }
  const paddings = expanded("padding", listOf(words ? 0 : padding, rank), dims);
  checkWholes(name, "padding", paddings);
  const dilations = given("dilation", 1);
  const batch = batched(x, rank);
  checkWeight(batch, weight, { strides, paddings, outputPaddings: [], groups });
  checkChannels(batch, weight, groups);
  checkBias(weight, bias, weight.shape[0]!, false);
  const axes = strides.map((stride, d): Axis => {
    const [size, kernel] = [batch.shape[d + 2]!, weight.shape[d + 2]!];
    const axis = { size, kernel, stride, dilation: dilations[d]! };
    const span = spanOf(axis);
    // What does not divide evenly stands behind, as in PyTorch.
    if (padding === "same") {
      return { ...axis, padding: Math.floor((span - 1) / 2), count: size };
    }
    const count = Math.floor((size + 2 * paddings[d]! - span) / stride) + 1;
    return { ...axis, padding: paddings[d]!, count };
  });
  checkKernel(
    axes,
    axes.map((axis) => axis.size + (padding === "same" ? spanOf(axis) - 1 : 2 * axis.padding)),
  );
  checkFilled(batch);
  checkTypes(batch, weight, bias, false);
  requireSameDevice(name, x, weight, ...(bias === null ? [] : [bias]));
  const output = convolve(batch, weight, bias, { axes, groups });
  return batch === x ? output : output.squeeze(0);
}

function transposed(
  rank: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions,
): Tensor {
  const name = `conv_transpose${rank}d`;
  const { groups = 1 } = options;
  checkInput(name, rank, x);
  const dims = weight.ndim - 2;
  const [strides, paddings, dilations, outputPaddings] = ([
    ["stride", options.stride ?? 1],
    ["padding", options.padding ?? 0],
    ["dilation", options.dilation ?? 1],
    ["output_padding", options.outputPadding ?? 0],
  ] as const).map(([argument, size]) => {
    if (typeof size === "string") {
      throw new TypeError(
        `${name}(): argument '${argument}' must be tuple of ints, not str\n` +
          "Only convolutions that are not transposed take words.",
      );
    }
    const sizes = listOf(size, rank);
    checkWholes(name, argument, sizes);
    return expanded(argument, sizes, dims);
  }) as [number[], number[], number[], number[]];
  const batch = batched(x, rank);
  checkWeight(batch, weight, { strides, paddings, outputPaddings, groups });
  checkTransposedChannels(batch, weight);
  checkBias(weight, bias, weight.shape[1]! * groups, true);
  const axes = strides.map((stride, d): Axis => {
    const [count, kernel] = [batch.shape[d + 2]!, weight.shape[d + 2]!];
    const [padding, dilation] = [paddings[d]!, dilations[d]!];
    const size = (count - 1) * stride - 2 * padding + spanOf({ kernel, dilation }) +
      outputPaddings[d]!;
    return { size, kernel, stride, padding, dilation, count };
  });
  checkFilled(batch);
  checkTransposedKernel(axes, outputPaddings);
  checkTypes(batch, weight, bias, true);
  requireSameDevice(name, x, weight, ...(bias === null ? [] : [bias]));
  const output = convolveTransposed(batch, weight, bias, { axes, groups });
  return batch === x ? output : output.squeeze(0);
}

/** The input with a batch, of one element where it had none. */
function batched(x: Tensor, rank: number): Tensor {
  return x.ndim === rank + 1 ? x.unsqueeze(0) : x;
}

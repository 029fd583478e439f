/**
 * Average-pooling, as functions: the mean of each window that slides over the last dimensions, or its
 * norm.
 *
 * @module
 */
import { IndexError, RuntimeError } from "../../errors.ts";
import { meanOfWindows } from "../../ops/pooling.ts";
import { type Axis, kernelsOf } from "../../ops/windows.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkDims, checkFloating, checkRows, checkVolume, poolAxes } from "./pooling_windows.ts";
import { listOf, type Size, type Size1d, type Size2d, type Size3d } from "./sizes.ts";

/** How the windows of an average-pooling lie, and what they are divided by. */
export interface AvgPoolOptions<Sizes extends Size = Size> {
  /** The distance from one window to the next. Default: the size of the window. */
  stride?: Sizes;
  /** How many zeros stand before the first and behind the last element. Default: 0. */
  padding?: Sizes;
  /** Whether a window may reach beyond the end where elements are left over. Default: false. */
  ceilMode?: boolean;
  /** Whether the zeros of the padding count. Default: true. */
  countIncludePad?: boolean;
  /** What sums are divided by instead of the number of elements; not for one dimension. */
  divisorOverride?: number;
}

/** Options of pooling by norms. */
export interface LPPoolOptions<Sizes extends Size = Size> {
  /** The distance from one window to the next. Default: the size of the window. */
  stride?: Sizes;
  /** Whether a window may reach beyond the end where elements are left over. Default: false. */
  ceilMode?: boolean;
}

/**
 * The mean of each window along the last dimension.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `ceilMode`, `countIncludePad`
 * @returns [N, C, windows] or [C, windows]
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `pad should be at
 * most half of kernel size, but got pad=2 and kernel_size=2`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.avgPool1d(tensor([[1, 3, 2, 0]]), 2).toArray()); // [[2, 1]]
 * ```
 */
export function avgPool1d(
  x: Tensor,
  kernelSize: Size1d,
  options: Omit<AvgPoolOptions<Size1d>, "divisorOverride"> = {},
): Tensor {
  checkRows("avg_pool1d", x);
  const words = { op: "avg_pool1d", rank: 1, must: MUST };
  // As in PyTorch, on the tape it is a pooling of rows of height 1.
  const image = x.unsqueeze(-2);
  const axes = poolAxes(
    x,
    { ...options, kernelSize },
    words,
    () => checkDims("", "Expected 3D or 4D", image, 3),
  );
  checkFloating("avg_pool2d", x);
  const row = { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, count: 1 };
  return averages(image, [row, ...axes], options).squeeze(-2);
}

const MUST = {
  kernel_size: "must either be",
  stride: "must either be omitted,",
  padding: "must either be",
  dilation: "",
};

/**
 * The mean of each window over the last two dimensions.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, each of them one number or two; `ceilMode`, `countIncludePad`,
 * `divisorOverride`
 * @returns [N, C, rows of windows, columns of windows], or the same without N
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const image = arange(16).float().view(1, 4, 4);
 * console.log(nn.functional.avgPool2d(image, 2).toArray()); // [[[2.5, 4.5], [10.5, 12.5]]]
 * ```
 */
export function avgPool2d(
  x: Tensor,
  kernelSize: Size2d,
  options: AvgPoolOptions<Size2d> = {},
): Tensor {
  if (x.ndim < 3) {
    throw new IndexError(
      "bad-dims",
      x.ndim === 0
        ? "Dimension specified as -3 but tensor has no dimensions"
        : `Dimension out of range (expected to be in range of [${-x.ndim}, ${
          x.ndim - 1
        }], but got -3)`,
      `The input is [C, H, W] or [N, C, H, W]; this one has shape ${formatShape(x.shape)}.`,
    );
  }
  const words = { op: "avg_pool2d", rank: 2, must: MUST };
  const axes = poolAxes(
    x,
    { ...options, kernelSize },
    words,
    () => checkDims("", "Expected 3D or 4D", x, 3),
  );
  checkFloating("avg_pool2d", x);
  return averages(x, axes, options);
}

/**
 * The mean of each window over the last three dimensions.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, each of them one number or three; `ceilMode`, `countIncludePad`,
 * `divisorOverride`
 * @returns [N, C, ...windows], or the same without N
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const volume = arange(8).float().view(1, 2, 2, 2);
 * console.log(nn.functional.avgPool3d(volume, 2).toArray()); // [[[[3.5]]]]
 * ```
 */
export function avgPool3d(
  x: Tensor,
  kernelSize: Size3d,
  options: AvgPoolOptions<Size3d> = {},
): Tensor {
  const must = {
    kernel_size: "must be",
    stride: "must be omitted,",
    padding: "must be",
    dilation: "",
  };
  const words = { op: "avg_pool3d", rank: 3, must };
  const axes = poolAxes(
    x,
    { ...options, kernelSize },
    words,
    () => checkVolume("avg_pool3d", x),
  );
  checkFloating("avg_pool3d_out_frame", x);
  return averages(x, axes, options);
}

function averages(x: Tensor, axes: readonly Axis[], options: AvgPoolOptions): Tensor {
  const { countIncludePad = true, divisorOverride } = options;
  if (divisorOverride === 0) {
    throw new RuntimeError(
      "bad-option",
      "divisor must be not zero",
      "Leave divisorOverride out to divide by the number of elements.",
    );
  }
  const name = `AvgPool${axes.length}DBackward0`;
  if (divisorOverride !== undefined) return meanOfWindows(x, axes, divisorOverride, name);
  const lengths = axes.map(({ size, kernel, stride, padding, count }) =>
    Array.from({ length: count }, (_, i) => {
      const start = i * stride - padding;
      const end = start + kernel;
      if (countIncludePad) return Math.min(end, size + padding) - start;
      return Math.min(end, size) - Math.max(start, 0);
    })
  );
  const whole = kernelsOf(axes);
  const even = lengths.every((list, i) => list.every((length) => length === whole[i]));
  return meanOfWindows(x, axes, even ? sizeOf(whole) : lengths, name);
}

/**
 * The norm of each window along the last dimension: the sum of elements to the power of `normType`, to
 * the power of 1 / normType.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param normType the power; the sum's magnitude counts where powers are negative
 * @param kernelSize the size of the windows
 * @param options `stride`, `ceilMode`
 * @returns [N, C, windows] or [C, windows]
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.lpPool1d(tensor([[3, 4, 0, 2]]), 2, 2).toArray()); // [[5, 2]]
 * ```
 */
export function lpPool1d(
  x: Tensor,
  normType: number,
  kernelSize: Size1d,
  options: LPPoolOptions<Size1d> = {},
): Tensor {
  const { stride, ceilMode } = options;
  const mean = avgPool1d(x.pow(normType), kernelSize, { stride, ceilMode });
  return rooted(mean, normType, sizeOf(listOf(kernelSize, 1)));
}

/**
 * The norm of each window over the last two dimensions: the sum of elements to the power of `normType`,
 * to the power of 1 / normType.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param normType the power; the sum's magnitude counts where powers are negative
 * @param kernelSize the size of the windows
 * @param options `stride`, `ceilMode`
 * @returns [N, C, rows of windows, columns of windows], or the same without N
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.lpPool2d(tensor([[[1, 1], [1, 1]]]), 2, 2).toArray()); // [[[2]]]
 * ```
 */
export function lpPool2d(
  x: Tensor,
  normType: number,
  kernelSize: Size2d,
  options: LPPoolOptions<Size2d> = {},
): Tensor {
  const { stride, ceilMode } = options;
  const mean = avgPool2d(x.pow(normType), kernelSize, { stride, ceilMode });
  return rooted(mean, normType, sizeOf(listOf(kernelSize, 2)));
}

function rooted(mean: Tensor, power: number, count: number): Tensor {
  return mean.sign().mul(mean.abs().relu()).mul(count).pow(1 / power);
}

/**
 * Max-pooling, as functions: the largest element of each window that slides over the last dimensions.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { maxOfWindows } from "../../ops/pooling.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  checkDims,
  checkFloating,
  checkVolume,
  MOSTLY_PADDING,
  poolAxes,
  type Pooled,
  pooled,
  POSITIVE,
  refuse,
  squeezed,
  tooFew,
  windowCount,
} from "./pooling_windows.ts";
import { checkWholes, listOf, type Size, type Size1d, type Size2d, type Size3d } from "./sizes.ts";

/** How the windows of a pooling lie. */
export interface MaxPoolOptions<Sizes extends Size = Size, Indices extends boolean = boolean> {
  /** The distance from one window to the next. Default: the size of the window. */
  stride?: Sizes;
  /** How many -inf stand before the first and behind the last element. Default: 0. */
  padding?: Sizes;
  /** The distance between neighbours in a window. Default: 1. */
  dilation?: Sizes;
  /** Whether a window may reach beyond the end where elements are left over. Default: false. */
  ceilMode?: boolean;
  /** Whether to give the positions of the largest elements, too. Default: false. */
  returnIndices?: Indices;
}

const MUST = {
  kernel_size: "must either be",
  stride: "must either be omitted,",
  padding: "must be either be",
  dilation: "must be either",
};

/**
 * The largest element of each window along the last dimension. Among equal ones the first gets the
 * gradient; NaN wins.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `dilation`, `ceilMode`, `returnIndices`
 * @returns [N, C, windows] or [C, windows]; with `returnIndices` also the positions in L, int32
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `max_pool1d()
 * padding should be at most half of kernel size, but got padding=2 and kernel_size=3`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.maxPool1d(tensor([[1, 3, 2, 0]]), 2).toArray()); // [[3, 2]]
 * ```
 */
export function maxPool1d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size1d,
  options: MaxPoolOptions<Size1d, Indices> = {},
): Pooled<Indices> {
  checkDims("max_pool1d: ", "Expected 2D or 3D", x, 2);
  const one = (name: string, size: Size) => {
    const sizes = listOf(size, 1);
    checkWholes("max_pool1d", name, sizes);
    if (sizes.length === 1) return sizes[0]!;
    throw refuse(
      `max_pool1d() argument '${name}' should contain one int (got ${sizes.length})`,
      "There is one dimension to pool.",
    );
  };
  const kernel = one("kernel_size", kernelSize);
  const stride = one("stride", options.stride ?? kernel);
  const dilation = one("dilation", options.dilation ?? 1);
  const padding = one("padding", options.padding ?? 0);
  for (const [name, value] of Object.entries({ kernel_size: kernel, stride, dilation })) {
    if (value > 0) continue;
    throw refuse(`max_pool1d() ${name} must be greater than zero, but got ${value}`, POSITIVE);
  }
  if (padding < 0) {
    throw refuse(`max_pool1d() padding must be non-negative, but got ${padding}`, POSITIVE);
  }
  if (padding > Math.trunc(kernel / 2)) {
    throw refuse(
      `max_pool1d() padding should be at most half of kernel size, but got padding=${padding} and kernel_size=${kernel}`,
      MOSTLY_PADDING,
    );
  }
  const axis = { size: x.size(-1), kernel, stride, padding, dilation };
  const count = windowCount(axis, options.ceilMode ?? false);
  if (count < 1) {
    throw refuse(`max_pool1d() Invalid computed output size: ${count}`, tooFew([axis]));
  }
  checkFloating("max_pool1d_impl", x);
  // As in PyTorch, on the tape it is a pooling of rows of height 1.
  const row = { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, count: 1 };
  const found = maxOfWindows(x.unsqueeze(-2), [row, { ...axis, count }], NODES[0]);
  return pooled(squeezed(found), options.returnIndices);
}

const NODES = ["MaxPool2DWithIndicesBackward0", "MaxPool3DWithIndicesBackward0"] as const;

/**
 * The largest element of each window over the last two dimensions. Among equal ones the first, in
 * row-major order, gets the gradient; NaN wins.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `dilation`, each of them one number or two; `ceilMode`,
 * `returnIndices`
 * @returns [N, C, rows of windows, columns of windows], or the same without N; with `returnIndices` also
 * the positions, row * W + column, int32
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `pad should be at
 * most half of kernel size, but got pad=2 and kernel_size=3`
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const image = arange(16).float().view(1, 4, 4);
 * console.log(nn.functional.maxPool2d(image, 2).toArray()); // [[[5, 7], [13, 15]]]
 * const { indices } = nn.functional.maxPool2d(image, 2, { returnIndices: true });
 * console.log(indices.toArray()); // [[[5, 7], [13, 15]]]
 * ```
 */
export function maxPool2d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size2d,
  options: MaxPoolOptions<Size2d, Indices> = {},
): Pooled<Indices> {
  const words = { op: "max_pool2d", rank: 2, must: MUST };
  if (x.ndim !== 3 && x.ndim !== 4) {
    throw new RuntimeError(
      "bad-dims",
      "non-empty 3D or 4D (batch mode) tensor expected for input",
      `The input is [C, H, W] or [N, C, H, W]; this one has shape ${formatShape(x.shape)}.`,
    );
  }
  const axes = poolAxes(
    x,
    { ...options, kernelSize },
    words,
    () => checkDims("", "Expected 3D or 4D", x, 3),
  );
  checkFloating("max_pool2d", x);
  return pooled(maxOfWindows(x, axes, NODES[0]), options.returnIndices);
}

/**
 * The largest element of each window over the last three dimensions. Among equal ones the first, in
 * row-major order, gets the gradient; NaN wins.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `dilation`, each of them one number or three; `ceilMode`,
 * `returnIndices`
 * @returns [N, C, ...windows], or the same without N; with `returnIndices` also the positions,
 * (slice * H + row) * W + column, int32
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const volume = arange(8).float().view(1, 2, 2, 2);
 * console.log(nn.functional.maxPool3d(volume, 2).toArray()); // [[[[7]]]]
 * ```
 */
export function maxPool3d<Indices extends boolean = false>(
  x: Tensor,
  kernelSize: Size3d,
  options: MaxPoolOptions<Size3d, Indices> = {},
): Pooled<Indices> {
  const words = { op: "max_pool3d", rank: 3, must: MUST };
  const axes = poolAxes(
    x,
    { ...options, kernelSize },
    words,
    () => checkVolume("max_pool3d_with_indices_out_cpu_template", x),
  );
  checkFloating("max_pool3d_with_indices_cpu", x);
  return pooled(maxOfWindows(x, axes, NODES[1]), options.returnIndices);
}

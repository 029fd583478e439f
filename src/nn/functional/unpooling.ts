/**
 * The way back from max-pooling, as functions: each largest element to where it was, zeros elsewhere.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import { requireSameDevice } from "../../ops/devices.ts";
import { putInPlane } from "../../ops/pooling.ts";
import { formatShape, sameShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkFloating, POSITIVE, refuse } from "./pooling_windows.ts";
import { checkWholes, listOf, type Size, type Size1d, type Size2d, type Size3d } from "./sizes.ts";

/** How the windows lay that were pooled. */
export interface MaxUnpoolOptions<Sizes extends Size = Size> {
  /** The distance from one window to the next. Default: the size of the window. */
  stride?: Sizes;
  /** How many elements stood before the first and behind the last one. Default: 0. */
  padding?: Sizes;
  /** The sizes of the last dimensions, or of all, where several become the same by pooling. */
  outputSize?: Shape;
}

/**
 * Puts pooled elements back to where {@linkcode maxPool1d} found them.
 *
 * @param x [N, C, windows] or [C, windows], floating point
 * @param indices the positions, of the same shape, int32
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `outputSize`
 * @returns [N, C, L] or [C, L], with L = (windows - 1) * stride - 2 * padding + kernelSize unless
 * `outputSize` says otherwise
 * @throws {RuntimeError} when shapes or dtypes do not fit, or a position is out of range; on webgpu that
 * may surface at the next read
 * @throws {ValueError} when windows like these do not come from the output size
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const { maxPool1d, maxUnpool1d } = nn.functional;
 * const { values, indices } = maxPool1d(tensor([[1, 3, 4, 2]]), 2, { returnIndices: true });
 * console.log(maxUnpool1d(values, indices, 2).toArray()); // [[0, 3, 4, 0]]
 * ```
 */
export function maxUnpool1d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Size1d,
  options: MaxUnpoolOptions<Size1d> = {},
): Tensor {
  const [size] = sizesFor(x, kernelSize, options, 1) as [number];
  // As in PyTorch, on the tape it is an unpooling of columns.
  return unpool(x.unsqueeze(-1), indices.unsqueeze(-1), [size, 1]).squeeze(-1);
}

/**
 * Puts pooled elements back to where {@linkcode maxPool2d} found them.
 *
 * @param x [N, C, rows, columns] or [C, rows, columns], floating point
 * @param indices the positions, row * W + column, of the same shape, int32
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, each of them one number or two; `outputSize`
 * @returns [N, C, H, W] or [C, H, W]
 * @throws {RuntimeError} when shapes or dtypes do not fit, or a position is out of range; on webgpu that
 * may surface at the next read
 * @throws {ValueError} when windows like these do not come from the output size
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const { maxPool2d, maxUnpool2d } = nn.functional;
 * const image = arange(4).float().view(1, 2, 2);
 * const { values, indices } = maxPool2d(image, 2, { returnIndices: true });
 * console.log(maxUnpool2d(values, indices, 2).toArray()); // [[[0, 0], [0, 3]]]
 * ```
 */
export function maxUnpool2d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Size2d,
  options: MaxUnpoolOptions<Size2d> = {},
): Tensor {
  return unpool(x, indices, sizesFor(x, kernelSize, options, 2));
}

/**
 * Puts pooled elements back to where {@linkcode maxPool3d} found them.
 *
 * @param x [N, C, ...windows] or [C, ...windows], floating point
 * @param indices the positions, (slice * H + row) * W + column, of the same shape, int32
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, each of them one number or three; `outputSize`
 * @returns [N, C, D, H, W] or [C, D, H, W]
 * @throws {RuntimeError} when shapes or dtypes do not fit, or a position is out of range; on webgpu that
 * may surface at the next read
 * @throws {ValueError} when windows like these do not come from the output size
 *
 * @example
 * ```ts
 * import { nn, ones, tensor } from "@hibana/hibana";
 *
 * const indices = tensor([7], { dtype: "int32" }).view(1, 1, 1, 1);
 * console.log(nn.functional.maxUnpool3d(ones(1, 1, 1, 1), indices, 2).shape); // [1, 2, 2, 2]
 * ```
 */
export function maxUnpool3d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Size3d,
  options: MaxUnpoolOptions<Size3d> = {},
): Tensor {
  return unpool(x, indices, sizesFor(x, kernelSize, options, 3));
}

/** The sizes that were pooled. */
function sizesFor(x: Tensor, kernelSize: Size, options: MaxUnpoolOptions, rank: number): number[] {
  const op = `max_unpool${rank}d`;
  if (x.ndim !== rank + 1 && x.ndim !== rank + 2) {
    throw new RuntimeError(
      "bad-dims",
      `Input to ${op} should be a ${rank + 1}d or ${
        rank + 2
      }d Tensor, but got a tensor with ${x.ndim} dimensions.`,
      "Before the pooled dimensions stand the channels, and perhaps a batch.",
    );
  }
  const lists = {
    kernel_size: listOf(kernelSize, rank),
    stride: listOf(options.stride ?? kernelSize, rank),
    padding: listOf(options.padding ?? 0, rank),
  };
  for (const [name, sizes] of Object.entries(lists)) {
    checkWholes(op, name, sizes);
    if (sizes.length === rank) continue;
    throw refuse(
      `There should be exactly ${rank} elements in ${name}, but got ${sizes.length} elements.`,
      `Pass one number for all ${rank} pooled dimensions, or one for each.`,
    );
  }
  const { kernel_size: kernels, stride: strides, padding: paddings } = lists;
  const sizes = kernels.map((kernel, d) =>
    (x.size(d - rank) - 1) * strides[d]! + kernel - 2 * paddings[d]!
  );
  const wanted = wantedSizes(options.outputSize, rank) ?? sizes;
  wanted.forEach((size, d) => {
    const [least, most] = [sizes[d]! - strides[d]!, sizes[d]! + strides[d]!];
    if (options.outputSize === undefined || least < size && size < most) return;
    throw new ValueError(
      "bad-size",
      `invalid output_size "${
        formatShape(wanted)
      }" (dim ${d} must be between ${least} and ${most})`,
      "Windows like these come from a size strictly between the two.",
    );
  });
  if (wanted.some((size) => size < 0)) {
    throw refuse(
      `Trying to create tensor with negative dimension: ${formatShape(wanted)}`,
      POSITIVE,
    );
  }
  return [...wanted];
}

function wantedSizes(outputSize: Shape | undefined, rank: number): Shape | undefined {
  const sizes = outputSize?.length === rank + 2 ? outputSize.slice(2) : outputSize;
  if (sizes === undefined || sizes.length === rank) return sizes;
  throw new ValueError(
    "bad-size",
    `output_size should be a sequence containing ${rank} or ${
      rank + 2
    } elements, but it has a length of '${sizes.length}'`,
    "Give the sizes of the last dimensions, or of all.",
  );
}

function unpool(x: Tensor, indices: Tensor, sizes: readonly number[]): Tensor {
  const rank = sizes.length;
  if (indices.dtype !== "int32") {
    throw new RuntimeError(
      "dtype-mismatch",
      "elements in indices should be type int64",
      `Positions are int32 in hibana; these are ${indices.dtype}: write indices.int().`,
    );
  }
  if (!sameShape(x.shape, indices.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected shape of indices to be same as that of the input tensor (${
        formatShape(x.shape)
      }) but got indices tensor with shape: ${formatShape(indices.shape)}`,
      "Pass the indices that the pooling gave along with these elements.",
    );
  }
  const empty = x.shape.findIndex((n, d) => d > 0 && n === 0);
  if (empty > 0) {
    throw new RuntimeError(
      "bad-dims",
      `max_unpooling${rank}d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ${
        formatShape(x.shape)
      } with dimension ${empty} being empty.`,
      "Only the batch may be empty.",
    );
  }
  checkFloating(`max_unpool${rank}d`, x);
  requireSameDevice(`max_unpool${rank}d`, x, indices);
  return putInPlane(x, indices, sizes);
}

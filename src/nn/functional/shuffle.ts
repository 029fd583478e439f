/**
 * Channels traded for pixels, and channels in another order.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { checkWhole, formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

function refuse(message: string, fix: string): RuntimeError {
  return new RuntimeError("bad-shuffle", message, fix);
}

function checkPixels(op: string, factorName: string, x: Tensor, factor: number): void {
  checkWhole(`${op}(): argument '${factorName}' (position 2)`, factor);
  if (x.ndim < 3) {
    throw refuse(
      `${op} expects input to have at least 3 dimensions, but got input with ${x.ndim} dimension(s)`,
      "The input is [..., C, H, W].",
    );
  }
  if (factor > 0) return;
  throw refuse(
    `${op} expects a positive ${factorName}, but got ${factor}`,
    "The factor is a whole number from 1 up.",
  );
}

/**
 * Makes images larger by taking every pixel's square of new ones from its channels: channel c * r * r +
 * i * r + j goes to row i and column j of a square.
 *
 * @param x [..., C * r * r, H, W]
 * @param upscaleFactor r
 * @returns [..., C, H * r, W * r]
 * @throws {RuntimeError} when the channels do not fit the factor
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * console.log(nn.functional.pixelShuffle(arange(4).view(4, 1, 1), 2).toArray()); // [[[0, 1], [2, 3]]]
 * ```
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  const r = upscaleFactor;
  checkPixels("pixel_shuffle", "upscale_factor", x, r);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  if (channels % (r * r) !== 0) {
    throw refuse(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${
        r * r
      }`,
      "Each new pixel needs a channel of its own.",
    );
  }
  const lead = x.shape.slice(0, -3);
  const n = lead.length;
  const output = noGrad(() =>
    x.reshape(...lead, channels / (r * r), r, r, height, width)
      .permute(...lead.keys(), n, n + 3, n + 1, n + 4, n + 2)
      .clone().reshape(...lead, channels / (r * r), height * r, width * r)
  );
  return record(output, "PixelShuffleBackward0", [[x, (grad) => pixelUnshuffle(grad, r)]]);
}

/**
 * The way back from {@linkcode pixelShuffle}: every square of r times r pixels becomes the channels of one.
 *
 * @param x [..., C, H * r, W * r]
 * @param downscaleFactor r
 * @returns [..., C * r * r, H, W]
 * @throws {RuntimeError} when height or width do not fit the factor
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const image = arange(4).view(1, 2, 2);
 * console.log(nn.functional.pixelUnshuffle(image, 2).toArray()); // [[[0]], [[1]], [[2]], [[3]]]
 * ```
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  const r = downscaleFactor;
  checkPixels("pixel_unshuffle", "downscale_factor", x, r);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  for (const [name, size, dim] of [["height", height, -2], ["width", width, -1]] as const) {
    if (size % r === 0) continue;
    throw refuse(
      `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${dim})=${size} is not divisible by ${r}`,
      "Crop or pad the image first.",
    );
  }
  const lead = x.shape.slice(0, -3);
  const n = lead.length;
  const output = noGrad(() =>
    x.reshape(...lead, channels, height / r, r, width / r, r)
      .permute(...lead.keys(), n, n + 2, n + 4, n + 1, n + 3)
      .clone().reshape(...lead, channels * r * r, height / r, width / r)
  );
  return record(output, "PixelUnshuffleBackward0", [[x, (grad) => pixelShuffle(grad, r)]]);
}

/**
 * Deals channels out to groups in turn: channel i * (C / groups) + j goes to place j * groups + i.
 *
 * @param x [N, C, ...], of at least three dimensions
 * @param groups how many groups
 * @returns the same shape
 * @throws {RuntimeError} when the channels do not fit the groups
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const x = arange(4).view(1, 4, 1);
 * console.log(nn.functional.channelShuffle(x, 2).flatten().toArray()); // [0, 2, 1, 3]
 * ```
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  checkWhole("channel_shuffle(): argument 'groups' (position 2)", groups);
  if (x.ndim < 3) {
    throw refuse(
      `channel_shuffle expects input with > 2 dims, but got input with sizes ${
        formatShape(x.shape)
      }`,
      "The input is [N, C, ...].",
    );
  }
  if (groups <= 0) {
    throw refuse(
      `Number of groups to divide channels in must be positive. Value of groups:${groups}`,
      "The number of groups is a whole number from 1 up.",
    );
  }
  const [batch, channels, ...rest] = x.shape as [number, number, ...number[]];
  if (channels % groups !== 0) {
    throw refuse(
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
      "All groups have equally many channels.",
    );
  }
  return x.reshape(batch, groups, channels / groups, ...rest)
    .transpose(1, 2).clone().reshape(x.shape);
}

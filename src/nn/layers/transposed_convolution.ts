/**
 * Transposed convolution layers.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
} from "../functional/convolution.ts";
import type { Size, Size1d, Size2d, Size3d } from "../functional/sizes.ts";
import { Convolution } from "./convolution.ts";
import type { LinearOptions } from "./linear.ts";

/** Options of transposed convolution layers. */
export interface ConvTransposeLayerOptions<Sizes extends Size = Size>
  extends ConvTransposeOptions<Sizes>, LinearOptions {}

/** What transposed convolution layers have in common: how large their outputs are. */
export abstract class TransposedConvolution<Sizes extends Size = Size> extends Convolution<Sizes> {
  /**
   * Makes the layer and draws its weight, [in, out / groups, ...kernelSize], and bias.
   *
   * @param rank how many dimensions are convolved
   * @param channels how many channels inputs have, and outputs
   * @param kernelSize the size of the windows
   * @param options of the layer
   */
  constructor(
    rank: number,
    channels: readonly [inputs: number, outputs: number],
    kernelSize: Sizes,
    options: ConvTransposeLayerOptions<Sizes>,
  ) {
    super(rank, channels, kernelSize, options, options);
  }

  /**
   * How the function is to be called, for an output of a wanted size or else of the layer's.
   *
   * @param x the input
   * @param outputSize the sizes of the last dimensions, or of all
   * @throws {ValueError} `requested an output size of [9], but valid sizes range from [5] to [6] (for an
   * input of torch.Size([3]))`
   */
  protected optionsFor(x: Tensor, outputSize: Shape | undefined): ConvTransposeOptions<Sizes> {
    const outputPadding = outputSize === undefined
      ? this.outputPadding
      : this.#outputPadding(x, outputSize);
    return {
      stride: this.stride as Sizes,
      padding: this.padding as Sizes,
      dilation: this.dilation as Sizes,
      groups: this.groups,
      outputPadding: outputPadding as Sizes,
    };
  }

  #outputPadding(x: Tensor, outputSize: Shape): number[] {
    const rank = this.kernelSize.length;
    const lead = x.ndim === rank + 2 ? 2 : 1;
    const sizes = outputSize.length === lead + rank ? outputSize.slice(lead) : outputSize;
    if (sizes.length !== rank) {
      throw new ValueError(
        "bad-size",
        `ConvTranspose${rank}D: for ${x.ndim}D input, output_size must have ${rank} or ${
          lead + rank
        } elements (got ${outputSize.length})`,
        "Give the sizes of the last dimensions, or of all.",
      );
    }
    const smallest = this.kernelSize.map((kernel, d) =>
      (x.shape[lead + d]! - 1) * this.stride[d]! - 2 * Number(this.padding[d]) +
      this.dilation[d]! * (kernel - 1) + 1
    );
    const largest = smallest.map((size, d) => size + this.stride[d]! - 1);
    if (sizes.some((size, d) => size < smallest[d]! || size > largest[d]!)) {
      throw new ValueError(
        "bad-size",
        `requested an output size of ${formatShape(sizes)}, but valid sizes range from ${
          formatShape(smallest)
        } to ${formatShape(largest)} (for an input of torch.Size(${
          formatShape(x.shape.slice(2))
        }))`,
        "Those are the sizes of which a convolution with this stride makes the input's.",
      );
    }
    return sizes.map((size, d) => size - smallest[d]!);
  }
}

/**
 * The transpose of {@linkcode Conv1d}, over one dimension: [N, C, L] or [C, L] to the same with
 * `outChannels` channels and larger sizes.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.ConvTranspose1d(2, 1, 3, { stride: 2 });
 * console.log(layer.forward(ones(1, 2, 3)).shape); // [1, 1, 7]
 * console.log(layer.forward(ones(1, 2, 3), [8]).shape); // [1, 1, 8]
 * ```
 */
export class ConvTranspose1d extends TransposedConvolution<Size1d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `outputPadding`, `groups`, `bias`, `dilation`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size1d,
    options: ConvTransposeLayerOptions<Size1d> = {},
  ) {
    super(1, [inChannels, outChannels], kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x [N, C, L] or [C, L]
   * @param outputSize the sizes that the result's last dimensions shall have, if not the smallest possible
   * @throws {ValueError} when the input cannot become of that size
   */
  forward(x: Tensor, outputSize?: Shape): Tensor {
    return convTranspose1d(x, this.weight, this.bias, this.optionsFor(x, outputSize));
  }
}

/**
 * The transpose of {@linkcode Conv2d}, over two dimensions: [N, C, H, W] or [C, H, W] to the same with
 * `outChannels` channels and larger sizes.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.ConvTranspose2d(4, 2, 2, { stride: 2 });
 * console.log(layer.forward(ones(1, 4, 5, 5)).shape); // [1, 2, 10, 10]
 * ```
 */
export class ConvTranspose2d extends TransposedConvolution<Size2d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `outputPadding`, `groups`, `bias`, `dilation`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size2d,
    options: ConvTransposeLayerOptions<Size2d> = {},
  ) {
    super(2, [inChannels, outChannels], kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x [N, C, H, W] or [C, H, W]
   * @param outputSize the sizes that the result's last dimensions shall have, if not the smallest possible
   * @throws {ValueError} when the input cannot become of that size
   */
  forward(x: Tensor, outputSize?: Shape): Tensor {
    return convTranspose2d(x, this.weight, this.bias, this.optionsFor(x, outputSize));
  }
}

/**
 * The transpose of {@linkcode Conv3d}, over three dimensions: [N, C, D, H, W] or [C, D, H, W] to the same with
 * `outChannels` channels and larger sizes.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.ConvTranspose3d(2, 1, 2);
 * console.log(layer.forward(ones(1, 2, 3, 3, 3)).shape); // [1, 1, 4, 4, 4]
 * ```
 */
export class ConvTranspose3d extends TransposedConvolution<Size3d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `outputPadding`, `groups`, `bias`, `dilation`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size3d,
    options: ConvTransposeLayerOptions<Size3d> = {},
  ) {
    super(3, [inChannels, outChannels], kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x [N, C, D, H, W] or [C, D, H, W]
   * @param outputSize the sizes that the result's last dimensions shall have, if not the smallest possible
   * @throws {ValueError} when the input cannot become of that size
   */
  forward(x: Tensor, outputSize?: Shape): Tensor {
    return convTranspose3d(x, this.weight, this.bias, this.optionsFor(x, outputSize));
  }
}

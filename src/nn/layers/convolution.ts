/**
 * Convolution layers.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import { empty } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { conv1d, conv2d, conv3d, type ConvOptions } from "../functional/convolution.ts";
import { pad, type PadMode } from "../functional/padding.ts";
import { listOf, type Size, type Size1d, type Size2d, type Size3d } from "../functional/sizes.ts";
import { fanInAndFanOut, kaimingUniform_, uniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { LinearOptions } from "./linear.ts";
import { pythonTuple } from "./python.ts";

/** Options of convolution layers. */
export interface ConvLayerOptions<Sizes extends Size = Size>
  extends ConvOptions<Sizes>, LinearOptions {
  /** What stands in the padding: zeros (the default), or what {@linkcode pad} puts there. */
  paddingMode?: "zeros" | Exclude<PadMode, "constant">;
}

/** What convolution layers and their transposes have in common: all but how the weight is used. */
export abstract class Convolution<Sizes extends Size = Size> extends Module {
  /** How many channels inputs have. */
  readonly inChannels: number;
  /** How many channels outputs have. */
  readonly outChannels: number;
  /** The size of the windows. */
  readonly kernelSize: readonly number[];
  /** The distance from one window to the next. */
  readonly stride: readonly number[];
  /** How many elements stand before the first and behind the last one, or "same" or "valid". */
  readonly padding: readonly number[] | "same" | "valid";
  /** The distance between neighbours in a window. */
  readonly dilation: readonly number[];
  /** How many more elements the result has at the end; none but where a convolution is transposed. */
  readonly outputPadding: readonly number[];
  /** Into how many groups channels fall. */
  readonly groups: number;
  /** What stands in the padding. */
  readonly paddingMode: "zeros" | Exclude<PadMode, "constant">;
  /** [out, in / groups, ...kernelSize]; the other way round where a convolution is transposed */
  declare weight: Parameter;
  /** [out], or null */
  declare bias: Parameter | null;

  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param rank how many dimensions are convolved
   * @param channels how many channels inputs have, and outputs
   * @param kernelSize the size of the windows
   * @param options of the layer
   * @param transposed how many more elements a transposed convolution has at the end
   */
  constructor(
    rank: number,
    channels: readonly [inputs: number, outputs: number],
    kernelSize: Sizes,
    options: ConvLayerOptions<Sizes>,
    transposed?: { readonly outputPadding?: Sizes },
  ) {
    super();
    const { stride = 1, padding = 0, dilation = 1, groups = 1, paddingMode = "zeros" } = options;
    [this.inChannels, this.outChannels] = channels;
    this.kernelSize = listOf(kernelSize, rank);
    this.stride = listOf(stride, rank);
    this.padding = typeof padding === "string" ? padding : listOf(padding, rank);
    this.dilation = listOf(dilation, rank);
    this.outputPadding = listOf(transposed?.outputPadding ?? 0, rank);
    this.groups = groups;
    this.paddingMode = paddingMode;
    this.#check();
    const [first, second] = transposed === undefined ? channels.toReversed() : channels;
    const shape = checkSizes([first!, second! / groups, ...this.kernelSize]);
    this.weight = new Parameter(empty(shape, options));
    const bias = options.bias ?? true;
    this.registerParameter(
      "bias",
      bias ? new Parameter(empty([this.outChannels], options)) : null,
    );
    this.resetParameters();
  }

  #check(): void {
    const { groups, padding, paddingMode } = this;
    const refuse = (message: string, fix: string) => new ValueError("bad-option", message, fix);
    if (groups <= 0) {
      throw refuse("groups must be a positive integer", "The default is 1: all channels together.");
    }
    for (const name of ["inChannels", "outChannels"] as const) {
      if (this[name] % groups === 0) continue;
      throw refuse(
        `${name === "inChannels" ? "in_channels" : "out_channels"} must be divisible by groups`,
        `${this[name]} channels cannot fall into ${groups} groups of one size.`,
      );
    }
    if (padding !== "same" && padding !== "valid" && typeof padding === "string") {
      throw refuse(
        `Invalid padding string '${padding}', should be one of {'same', 'valid'}`,
        "Or say in numbers how many elements are wanted.",
      );
    }
    if (padding === "same" && this.stride.some((stride) => stride !== 1)) {
      throw refuse(
        "padding='same' is not supported for strided convolutions",
        "With a stride the sizes cannot stay the same: give the padding in numbers.",
      );
    }
    if (!["zeros", "reflect", "replicate", "circular"].includes(paddingMode)) {
      throw refuse(
        `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${paddingMode}'`,
        "The default is zeros.",
      );
    }
  }

  /**
   * Draws the weight anew, then the bias: evenly from (-bound, bound), with bound one over the square root
   * of how many elements a window has over all channels of a group.
   */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const { fanIn } = fanInAndFanOut(this.weight);
    if (this.bias === null || fanIn === 0) return;
    const bound = 1 / Math.sqrt(fanIn);
    uniform_(this.bias, -bound, bound);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { padding, dilation, outputPadding, groups, paddingMode } = this;
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${pythonTuple(this.kernelSize)}`,
      `stride=${pythonTuple(this.stride)}`,
    ];
    if (typeof padding === "string") parts.push(`padding=${padding}`);
    else if (padding.some((n) => n !== 0)) parts.push(`padding=${pythonTuple(padding)}`);
    if (dilation.some((n) => n !== 1)) parts.push(`dilation=${pythonTuple(dilation)}`);
    if (outputPadding.some((n) => n !== 0)) {
      parts.push(`output_padding=${pythonTuple(outputPadding)}`);
    }
    if (groups !== 1) parts.push(`groups=${groups}`);
    if (this.bias === null) parts.push("bias=False");
    if (paddingMode !== "zeros") parts.push(`padding_mode=${paddingMode}`);
    return parts.join(", ");
  }

  /** The input with the padding around it that a convolution cannot make itself, and what it can. */
  protected padded(x: Tensor): { x: Tensor; options: ConvOptions<Sizes> } {
    const { padding, dilation, groups, paddingMode, kernelSize } = this;
    const options: ConvOptions<Sizes> = {
      stride: this.stride as Sizes,
      padding: padding as Sizes | "same" | "valid",
      dilation: dilation as Sizes,
      groups,
    };
    if (paddingMode === "zeros") return { x, options };
    const pads = kernelSize.map((kernel, d) => {
      if (typeof padding !== "string") return [padding[d]!, padding[d]!];
      const total = padding === "same" ? dilation[d]! * (kernel - 1) : 0;
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    return {
      x: pad(x, pads.reverse().flat(), { mode: paddingMode }),
      options: { ...options, padding: "valid" },
    };
  }
}

/**
 * The convolution over one dimension: [N, C, L] or [C, L] to the same with `outChannels` channels and the
 * windows in the place of L.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Conv1d(2, 4, 3, { padding: "same" });
 * console.log(layer.forward(ones(1, 2, 9)).shape); // [1, 4, 9]
 * console.log(String(layer)); // Conv1d(2, 4, kernel_size=(3,), stride=(1,), padding=same)
 * ```
 */
export class Conv1d extends Convolution<Size1d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `dilation`, `groups`, `bias`, `paddingMode`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size1d,
    options: ConvLayerOptions<Size1d> = {},
  ) {
    super(1, [inChannels, outChannels], kernelSize, options);
  }

  /** [N, C, L] or [C, L] to [N, O, windows] or [O, windows]. */
  forward(input: Tensor): Tensor {
    const { x, options } = this.padded(input);
    return conv1d(x, this.weight, this.bias, options);
  }
}

/**
 * The convolution over two dimensions: [N, C, H, W] or [C, H, W] to the same with `outChannels` channels
 * and the windows in the place of H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1, paddingMode: "reflect" });
 * console.log(layer.forward(ones(1, 3, 8, 8)).shape); // [1, 8, 4, 4]
 * ```
 */
export class Conv2d extends Convolution<Size2d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `dilation`, `groups`, `bias`, `paddingMode`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size2d,
    options: ConvLayerOptions<Size2d> = {},
  ) {
    super(2, [inChannels, outChannels], kernelSize, options);
  }

  /** [N, C, H, W] or [C, H, W] to the same with O channels and the windows in the place of H and W. */
  forward(input: Tensor): Tensor {
    const { x, options } = this.padded(input);
    return conv2d(x, this.weight, this.bias, options);
  }
}

/**
 * The convolution over three dimensions: [N, C, D, H, W] or [C, D, H, W] to the same with `outChannels`
 * channels and the windows in the place of D, H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Conv3d(1, 2, [1, 3, 3], { bias: false });
 * console.log(layer.forward(ones(1, 1, 4, 5, 5)).shape); // [1, 2, 4, 3, 3]
 * ```
 */
export class Conv3d extends Convolution<Size3d> {
  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inChannels how many channels inputs have
   * @param outChannels how many channels outputs have
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `dilation`, `groups`, `bias`, `paddingMode`, `device`, `dtype`
   * @throws {ValueError} for options that do not fit, as in `in_channels must be divisible by groups`
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size3d,
    options: ConvLayerOptions<Size3d> = {},
  ) {
    super(3, [inChannels, outChannels], kernelSize, options);
  }

  /** [N, C, D, H, W] or [C, D, H, W] to the same with O channels and the windows in the last places. */
  forward(input: Tensor): Tensor {
    const { x, options } = this.padded(input);
    return conv3d(x, this.weight, this.bias, options);
  }
}

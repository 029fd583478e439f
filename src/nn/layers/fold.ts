/**
 * Layers that rearrange images: windows as columns, channels as pixels.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { fold, unfold, type UnfoldOptions } from "../functional/fold.ts";
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "../functional/shuffle.ts";
import type { Size2d } from "../functional/sizes.ts";
import { Module } from "../module.ts";
import { pythonSize } from "./python.ts";

/** What {@linkcode Unfold} and {@linkcode Fold} have in common: how windows lie. */
export abstract class WindowColumns extends Module {
  /** The size of the windows. */
  readonly kernelSize: Size2d;
  /** The distance between neighbours in a window. */
  readonly dilation: Size2d;
  /** How many zeros stand before the first and behind the last element. */
  readonly padding: Size2d;
  /** The distance from one window to the next. */
  readonly stride: Size2d;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `dilation`, `padding`, `stride`
   */
  constructor(kernelSize: Size2d, options: UnfoldOptions) {
    super();
    this.kernelSize = kernelSize;
    this.dilation = options.dilation ?? 1;
    this.padding = options.padding ?? 0;
    this.stride = options.stride ?? 1;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `kernel_size=${pythonSize(this.kernelSize)}, dilation=${
      pythonSize(this.dilation)
    }, padding=${pythonSize(this.padding)}, stride=${pythonSize(this.stride)}`;
  }
}

/**
 * All windows as columns: [N, C, H, W] to [N, C * kernel, windows].
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.Unfold(2).forward(ones(1, 3, 4, 4)).shape); // [1, 12, 9]
 * ```
 */
export class Unfold extends WindowColumns {
  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `dilation`, `padding`, `stride`
   */
  constructor(kernelSize: Size2d, options: UnfoldOptions = {}) {
    super(kernelSize, options);
  }

  /** [N, C, H, W] or [C, H, W] to [N, C * kernel, windows] or [C * kernel, windows]. */
  forward(x: Tensor): Tensor {
    return unfold(x, this.kernelSize, this);
  }
}

/**
 * Columns as windows, added up where they overlap: [N, C * kernel, windows] to [N, C, H, W].
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.Fold(4, 2).forward(ones(1, 12, 9)).shape); // [1, 3, 4, 4]
 * ```
 */
export class Fold extends WindowColumns {
  /** H and W of the result. */
  readonly outputSize: Size2d;

  /**
   * Makes the layer.
   *
   * @param outputSize H and W of the result
   * @param kernelSize the size of the windows
   * @param options `dilation`, `padding`, `stride`
   */
  constructor(outputSize: Size2d, kernelSize: Size2d, options: UnfoldOptions = {}) {
    super(kernelSize, options);
    this.outputSize = outputSize;
  }

  /** [N, C * kernel, windows] or [C * kernel, windows] to [N, C, H, W] or [C, H, W]. */
  forward(x: Tensor): Tensor {
    return fold(x, this.outputSize, this.kernelSize, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `output_size=${pythonSize(this.outputSize)}, ${super.extraRepr()}`;
  }
}

/**
 * Makes images larger by taking new pixels from channels: [..., C * r * r, H, W] to [..., C, H * r, W * r].
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.PixelShuffle(2).forward(ones(1, 8, 3, 4)).shape); // [1, 2, 6, 8]
 * ```
 */
export class PixelShuffle extends Module {
  /** r */
  readonly upscaleFactor: number;

  /**
   * Makes the layer.
   *
   * @param upscaleFactor r
   */
  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = upscaleFactor;
  }

  /** [..., C * r * r, H, W] to [..., C, H * r, W * r]. */
  forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}

/**
 * The way back from {@linkcode PixelShuffle}: [..., C, H * r, W * r] to [..., C * r * r, H, W].
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.PixelUnshuffle(2).forward(ones(1, 2, 6, 8)).shape); // [1, 8, 3, 4]
 * ```
 */
export class PixelUnshuffle extends Module {
  /** r */
  readonly downscaleFactor: number;

  /**
   * Makes the layer.
   *
   * @param downscaleFactor r
   */
  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = downscaleFactor;
  }

  /** [..., C, H * r, W * r] to [..., C * r * r, H, W]. */
  forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}

/**
 * Deals channels out to groups in turn: [N, C, ...] to the same shape.
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const x = arange(4).view(1, 4, 1);
 * console.log(new nn.ChannelShuffle(2).forward(x).flatten().toArray()); // [0, 2, 1, 3]
 * ```
 */
export class ChannelShuffle extends Module {
  /** How many groups. */
  readonly groups: number;

  /**
   * Makes the layer.
   *
   * @param groups how many groups
   */
  constructor(groups: number) {
    super();
    this.groups = groups;
  }

  /** [N, C, ...] to the same shape. */
  forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}

/**
 * Layers that undo max-pooling.
 *
 * @module
 */
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { listOf, type Size, type Size1d, type Size2d, type Size3d } from "../functional/sizes.ts";
import {
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type MaxUnpoolOptions,
} from "../functional/unpooling.ts";
import { Module } from "../module.ts";
import { pythonTuple } from "./python.ts";

/** What the layers that undo max-pooling have in common: everything but the dimensions. */
export abstract class MaxUnpool<Sizes extends Size> extends Module {
  /** The size of the windows. */
  readonly kernelSize: readonly number[];
  /** The distance from one window to the next. */
  readonly stride: readonly number[];
  /** How many elements stood before the first and behind the last one. */
  readonly padding: readonly number[];

  /**
   * Makes the layer.
   *
   * @param rank how many dimensions were pooled
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`
   */
  constructor(
    rank: number,
    kernelSize: Sizes,
    options: Omit<MaxUnpoolOptions<Sizes>, "outputSize">,
  ) {
    super();
    this.kernelSize = listOf(kernelSize, rank);
    this.stride = listOf(options.stride ?? kernelSize, rank);
    this.padding = listOf(options.padding ?? 0, rank);
  }

  /** The size of the windows, as the function that the layer calls takes it. */
  protected get sizes(): Sizes {
    return this.kernelSize as Sizes;
  }

  /** The options of the function that the layer calls. */
  protected optionsFor(outputSize: Shape | undefined): MaxUnpoolOptions<Sizes> {
    const options = { stride: this.stride as Sizes, padding: this.padding as Sizes };
    return outputSize === undefined ? options : { ...options, outputSize };
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    return `kernel_size=${pythonTuple(kernelSize)}, stride=${pythonTuple(stride)}, padding=${
      pythonTuple(padding)
    }`;
  }
}

/**
 * Puts pooled elements back to where {@linkcode MaxPool1d} found them, with zeros everywhere else.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const { values, indices } = new nn.MaxPool1d(2, { returnIndices: true }).forward(ones(1, 2, 6));
 * console.log(new nn.MaxUnpool1d(2).forward(values, indices).shape); // [1, 2, 6]
 * ```
 */
export class MaxUnpool1d extends MaxUnpool<Size1d> {
  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`
   */
  constructor(
    kernelSize: Size1d,
    options: Omit<MaxUnpoolOptions<Size1d>, "outputSize"> = {},
  ) {
    super(1, kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x what a max-pooling gave
   * @param indices the positions that it gave with it
   * @param outputSize the sizes of the last dimensions, or of all, where several become the same by pooling
   */
  forward(x: Tensor, indices: Tensor, outputSize?: Shape): Tensor {
    return maxUnpool1d(x, indices, this.sizes, this.optionsFor(outputSize));
  }
}

/**
 * Puts pooled elements back to where {@linkcode MaxPool2d} found them, with zeros everywhere else.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const { values, indices } = new nn.MaxPool2d(2, { returnIndices: true }).forward(ones(1, 2, 6, 6));
 * console.log(new nn.MaxUnpool2d(2).forward(values, indices).shape); // [1, 2, 6, 6]
 * ```
 */
export class MaxUnpool2d extends MaxUnpool<Size2d> {
  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`
   */
  constructor(
    kernelSize: Size2d,
    options: Omit<MaxUnpoolOptions<Size2d>, "outputSize"> = {},
  ) {
    super(2, kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x what a max-pooling gave
   * @param indices the positions that it gave with it
   * @param outputSize the sizes of the last dimensions, or of all, where several become the same by pooling
   */
  forward(x: Tensor, indices: Tensor, outputSize?: Shape): Tensor {
    return maxUnpool2d(x, indices, this.sizes, this.optionsFor(outputSize));
  }
}

/**
 * Puts pooled elements back to where {@linkcode MaxPool3d} found them, with zeros everywhere else.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const { values, indices } = new nn.MaxPool3d(2, { returnIndices: true }).forward(ones(1, 2, 6, 6, 6));
 * console.log(new nn.MaxUnpool3d(2).forward(values, indices).shape); // [1, 2, 6, 6, 6]
 * ```
 */
export class MaxUnpool3d extends MaxUnpool<Size3d> {
  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`
   */
  constructor(
    kernelSize: Size3d,
    options: Omit<MaxUnpoolOptions<Size3d>, "outputSize"> = {},
  ) {
    super(3, kernelSize, options);
  }

  /**
   * Applies the layer.
   *
   * @param x what a max-pooling gave
   * @param indices the positions that it gave with it
   * @param outputSize the sizes of the last dimensions, or of all, where several become the same by pooling
   */
  forward(x: Tensor, indices: Tensor, outputSize?: Shape): Tensor {
    return maxUnpool3d(x, indices, this.sizes, this.optionsFor(outputSize));
  }
}

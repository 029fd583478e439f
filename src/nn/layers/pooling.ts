/**
 * Max-pooling layers.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { maxPool1d, maxPool2d, maxPool3d, type MaxPoolOptions } from "../functional/pooling.ts";
import type { Pooled } from "../functional/pooling_windows.ts";
import type { Size, Size1d, Size2d, Size3d } from "../functional/sizes.ts";
import { Module } from "../module.ts";
import { pythonBool, pythonSize } from "./python.ts";

/** What the max-pooling layers have in common: everything but the dimensions they pool. */
export abstract class MaxPool<Sizes extends Size, Indices extends boolean = false> extends Module {
  /** The size of the windows. */
  readonly kernelSize: Sizes;
  /** The distance from one window to the next. */
  readonly stride: Sizes;
  /** How many -inf stand before the first and behind the last element. */
  readonly padding: Sizes | 0;
  /** The distance between neighbours in a window. */
  readonly dilation: Sizes | 1;
  /** Whether a window may reach beyond the end. */
  readonly ceilMode: boolean;
  /** Whether the layer gives the positions of the largest elements, too. */
  readonly returnIndices: Indices;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `dilation`, `ceilMode`, `returnIndices`
   */
  constructor(kernelSize: Sizes, options: MaxPoolOptions<Sizes, Indices> = {}) {
    super();
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.dilation = options.dilation ?? 1;
    this.ceilMode = options.ceilMode ?? false;
    this.returnIndices = (options.returnIndices ?? false) as Indices;
  }

  /** The options of the function that the layer calls. */
  protected get options(): MaxPoolOptions<Sizes | 0 | 1, Indices> {
    const { stride, padding, dilation, ceilMode, returnIndices } = this;
    return { stride, padding, dilation, ceilMode, returnIndices };
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `kernel_size=${pythonSize(this.kernelSize)}, stride=${
      pythonSize(this.stride)
    }, padding=${pythonSize(this.padding)}, dilation=${pythonSize(this.dilation)}, ceil_mode=${
      pythonBool(this.ceilMode)
    }`;
  }
}

/**
 * The largest element of each window: [N, C, L] or [C, L] to the same with the windows in the
 * place of L; with `returnIndices` also their positions.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.MaxPool1d(2).forward(tensor([[1, 3, 2, 0]])).toArray()); // [[3, 2]]
 * ```
 */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<Size1d, Indices> {
  /** [N, C, L] or [C, L] to the same with the windows in the place of L. */
  forward(x: Tensor): Pooled<Indices> {
    return maxPool1d(x, this.kernelSize, this.options);
  }
}

/**
 * The largest element of each window: [N, C, H, W] or [C, H, W] to the same with the windows in the
 * place of H and W; with `returnIndices` also their positions.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * const pool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
 * console.log(pool.forward(rand(1, 3, 8, 8)).shape); // [1, 3, 4, 4]
 * ```
 */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Size2d, Indices> {
  /** [N, C, H, W] or [C, H, W] to the same with the windows in the place of H and W. */
  forward(x: Tensor): Pooled<Indices> {
    return maxPool2d(x, this.kernelSize, this.options);
  }
}

/**
 * The largest element of each window: [N, C, D, H, W] or [C, D, H, W] to the same with the windows in the
 * place of D, H and W; with `returnIndices` also their positions.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * console.log(new nn.MaxPool3d(2).forward(rand(1, 3, 4, 4, 4)).shape); // [1, 3, 2, 2, 2]
 * ```
 */
export class MaxPool3d<Indices extends boolean = false> extends MaxPool<Size3d, Indices> {
  /** [N, C, D, H, W] or [C, D, H, W] to the same with the windows in the place of D, H and W. */
  forward(x: Tensor): Pooled<Indices> {
    return maxPool3d(x, this.kernelSize, this.options);
  }
}

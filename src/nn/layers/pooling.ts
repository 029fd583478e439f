/**
 * Pooling layers.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { maxPool1d, maxPool2d, type MaxPoolOptions } from "../functional/pooling.ts";
import type { Size2d } from "../functional/sizes.ts";
import { Module } from "../module.ts";

/** What the max-pooling layers have in common: everything but the dimensions they pool. */
export abstract class MaxPool<Size extends Size2d> extends Module {
  /** The size of the windows. */
  readonly kernelSize: Size;
  /** The distance from one window to the next. */
  readonly stride: Size;
  /** How many -inf stand before the first and behind the last element. */
  readonly padding: Size | 0;
  /** The distance between neighbours in a window. */
  readonly dilation: Size | 1;
  /** Whether a window may reach beyond the end. */
  readonly ceilMode: boolean;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `dilation`, `ceilMode`
   */
  constructor(kernelSize: Size, options: MaxPoolOptions<Size> = {}) {
    super();
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.dilation = options.dilation ?? 1;
    this.ceilMode = options.ceilMode ?? false;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const python = (size: Size2d) => typeof size === "number" ? size : `(${size.join(", ")})`;
    return `kernel_size=${python(this.kernelSize)}, stride=${python(this.stride)}, padding=${
      python(this.padding)
    }, dilation=${python(this.dilation)}, ceil_mode=${this.ceilMode ? "True" : "False"}`;
  }
}

/**
 * The largest element of each window: [N, C, L] or [C, L] to the same with the windows in the place of L.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.MaxPool1d(2).forward(tensor([[1, 3, 2, 0]])).toArray()); // [[3, 2]]
 * ```
 */
export class MaxPool1d extends MaxPool<number> {
  /** [N, C, L] or [C, L] to the same with the windows in the place of L. */
  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this);
  }
}

/**
 * The largest element of each window: [N, C, H, W] or [C, H, W] to the same with the rows and columns of
 * windows in the place of H and W.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * const pool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
 * console.log(pool.forward(rand(1, 3, 8, 8)).shape); // [1, 3, 4, 4]
 * ```
 */
export class MaxPool2d extends MaxPool<Size2d> {
  /** [N, C, H, W] or [C, H, W] to the same with the windows in the place of H and W. */
  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this);
  }
}

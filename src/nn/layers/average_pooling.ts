/**
 * Average-pooling layers, and pooling by norms.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type AvgPoolOptions,
  lpPool1d,
  lpPool2d,
  type LPPoolOptions,
} from "../functional/average_pooling.ts";
import { listOf, type Size, type Size1d, type Size2d, type Size3d } from "../functional/sizes.ts";
import { Module } from "../module.ts";
import { pythonBool, pythonNumber, pythonSize } from "./python.ts";

/** What the average-pooling layers have in common: everything but the dimensions they pool. */
export abstract class AvgPool<Sizes extends Size> extends Module {
  /** The size of the windows. */
  readonly kernelSize: Sizes;
  /** The distance from one window to the next. */
  readonly stride: Sizes;
  /** How many zeros stand before the first and behind the last element. */
  readonly padding: Sizes | 0;
  /** Whether a window may reach beyond the end. */
  readonly ceilMode: boolean;
  /** Whether the zeros of the padding count. */
  readonly countIncludePad: boolean;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options of the layer
   */
  constructor(kernelSize: Sizes, options: AvgPoolOptions<Sizes>) {
    super();
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.ceilMode = options.ceilMode ?? false;
    this.countIncludePad = options.countIncludePad ?? true;
  }

  /** The options of the function that the layer calls. */
  protected get options(): AvgPoolOptions<Sizes | 0> {
    const { stride, padding, ceilMode, countIncludePad } = this;
    return { stride, padding, ceilMode, countIncludePad };
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    return `kernel_size=${pythonSize(kernelSize)}, stride=${pythonSize(stride)}, padding=${
      pythonSize(padding)
    }`;
  }
}

/**
 * The mean of each window: [N, C, L] or [C, L] to the same with the windows in the place of L.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.AvgPool1d(2).forward(tensor([[1, 3, 2, 0]])).toArray()); // [[2, 1]]
 * ```
 */
export class AvgPool1d extends AvgPool<readonly number[]> {
  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `ceilMode`, `countIncludePad`
   */
  constructor(
    kernelSize: Size1d,
    options: Omit<AvgPoolOptions<Size1d>, "divisorOverride"> = {},
  ) {
    const { stride = kernelSize, padding = 0 } = options;
    super(listOf(kernelSize, 1), {
      ...options,
      stride: listOf(stride, 1),
      padding: listOf(padding, 1),
    });
  }

  /** [N, C, L] or [C, L] to the same with the windows in the place of L. */
  forward(x: Tensor): Tensor {
    return avgPool1d(
      x,
      this.kernelSize as readonly [number],
      this.options as AvgPoolOptions<Size1d>,
    );
  }
}

/**
 * The mean of each window: [N, C, H, W] or [C, H, W] to the same with the windows in the place of
 * H and W.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * console.log(new nn.AvgPool2d(2).forward(rand(1, 3, 8, 8)).shape); // [1, 3, 4, 4]
 * ```
 */
export class AvgPool2d extends AvgPool<Size2d> {
  /** What sums are divided by instead of the number of elements. */
  readonly divisorOverride: number | undefined;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `ceilMode`, `countIncludePad`, `divisorOverride`
   */
  constructor(kernelSize: Size2d, options: AvgPoolOptions<Size2d> = {}) {
    super(kernelSize, options);
    this.divisorOverride = options.divisorOverride;
  }

  /** [N, C, H, W] or [C, H, W] to the same with the windows in the place of H and W. */
  forward(x: Tensor): Tensor {
    const { options, divisorOverride } = this;
    return avgPool2d(x, this.kernelSize, { ...options, divisorOverride });
  }
}

/**
 * The mean of each window: [N, C, D, H, W] or [C, D, H, W] to the same with the windows in the place of
 * D, H and W.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * console.log(new nn.AvgPool3d(2).forward(rand(1, 3, 4, 4, 4)).shape); // [1, 3, 2, 2, 2]
 * ```
 */
export class AvgPool3d extends AvgPool<Size3d> {
  /** What sums are divided by instead of the number of elements. */
  readonly divisorOverride: number | undefined;

  /**
   * Makes the layer.
   *
   * @param kernelSize the size of the windows
   * @param options `stride`, `padding`, `ceilMode`, `countIncludePad`, `divisorOverride`
   */
  constructor(kernelSize: Size3d, options: AvgPoolOptions<Size3d> = {}) {
    super(kernelSize, options);
    this.divisorOverride = options.divisorOverride;
  }

  /** [N, C, D, H, W] or [C, D, H, W] to the same with the windows in the place of D, H and W. */
  forward(x: Tensor): Tensor {
    const { options, divisorOverride } = this;
    return avgPool3d(x, this.kernelSize, { ...options, divisorOverride });
  }
}

/** What the layers that pool by norms have in common: everything but the dimensions they pool. */
export abstract class LPPool<Sizes extends Size> extends Module {
  /** The power. */
  readonly normType: number;
  /** The size of the windows. */
  readonly kernelSize: Sizes;
  /** The distance from one window to the next; null for the size of the windows. */
  readonly stride: Sizes | null;
  /** Whether a window may reach beyond the end. */
  readonly ceilMode: boolean;

  /**
   * Makes the layer.
   *
   * @param normType the power
   * @param kernelSize the size of the windows
   * @param options `stride`, `ceilMode`
   */
  constructor(normType: number, kernelSize: Sizes, options: LPPoolOptions<Sizes> = {}) {
    super();
    this.normType = normType;
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? null;
    this.ceilMode = options.ceilMode ?? false;
  }

  /** The options of the function that the layer calls. */
  protected get options(): LPPoolOptions<Sizes> {
    const { stride, ceilMode } = this;
    return stride === null ? { ceilMode } : { stride, ceilMode };
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `norm_type=${pythonNumber(this.normType)}, kernel_size=${
      pythonSize(this.kernelSize)
    }, stride=${pythonSize(this.stride)}, ceil_mode=${pythonBool(this.ceilMode)}`;
  }
}

/**
 * The norm of each window: [N, C, L] or [C, L] to the same with the windows in the place of L.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.LPPool1d(2, 2).forward(tensor([[3, 4, 0, 2]])).toArray()); // [[5, 2]]
 * ```
 */
export class LPPool1d extends LPPool<Size1d> {
  /** [N, C, L] or [C, L] to the same with the windows in the place of L. */
  forward(x: Tensor): Tensor {
    return lpPool1d(x, this.normType, this.kernelSize, this.options);
  }
}

/**
 * The norm of each window: [N, C, H, W] or [C, H, W] to the same with the windows in the place of H and W.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.LPPool2d(2, 2).forward(tensor([[[1, 1], [1, 1]]])).toArray()); // [[[2]]]
 * ```
 */
export class LPPool2d extends LPPool<Size2d> {
  /** [N, C, H, W] or [C, H, W] to the same with the windows in the place of H and W. */
  forward(x: Tensor): Tensor {
    return lpPool2d(x, this.normType, this.kernelSize, this.options);
  }
}

/**
 * Layers that pool to a wanted size.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type AdaptiveMaxPoolOptions,
  type OutputSize,
} from "../functional/adaptive_pooling.ts";
import type { Pooled } from "../functional/pooling_windows.ts";
import type { Size1d } from "../functional/sizes.ts";
import { Module } from "../module.ts";
import { pythonSize } from "./python.ts";

/** What layers that average to a wanted size have in common: all but the dimensions they pool. */
export abstract class AdaptiveAvgPool<Sizes extends OutputSize> extends Module {
  /** How many windows there are in each dimension; null for as many as elements. */
  readonly outputSize: Sizes;

  /**
   * Makes the layer.
   *
   * @param outputSize how many windows there are in each dimension
   */
  constructor(outputSize: Sizes) {
    super();
    this.outputSize = outputSize;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `output_size=${pythonSize(this.outputSize)}`;
  }
}

/** What layers that take the largest elements have in common: all but the dimensions they pool. */
export abstract class AdaptiveMaxPool<Sizes extends OutputSize, Indices extends boolean = false>
  extends Module {
  /** How many windows there are in each dimension; null for as many as elements. */
  readonly outputSize: Sizes;
  /** Whether the layer gives the positions of the largest elements, too. */
  readonly returnIndices: Indices;

  /**
   * Makes the layer.
   *
   * @param outputSize how many windows there are in each dimension
   * @param options `returnIndices`
   */
  constructor(outputSize: Sizes, options: AdaptiveMaxPoolOptions<Indices> = {}) {
    super();
    this.outputSize = outputSize;
    this.returnIndices = (options.returnIndices ?? false) as Indices;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `output_size=${pythonSize(this.outputSize)}`;
  }
}

/**
 * The mean of each of so many windows: [N, C, L] or [C, L] to the same with the wanted size in
 * the place of L.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveAvgPool1d(2).forward(ones(1, 2, 6)).shape); // [1, 2, 2]
 * ```
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool<Size1d> {
  /** [N, C, L] or [C, L] to the same with the wanted size in the place of L. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }
}

/**
 * The mean of each of so many windows: [N, C, H, W] or [C, H, W] to the same with the wanted size in
 * the place of H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveAvgPool2d([1, null]).forward(ones(1, 2, 6, 6)).shape); // [1, 2, 1, 6]
 * ```
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool<OutputSize> {
  /** [N, C, H, W] or [C, H, W] to the same with the wanted size in the place of H and W. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }
}

/**
 * The mean of each of so many windows: [N, C, D, H, W] or [C, D, H, W] to the same with the wanted size in
 * the place of D, H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveAvgPool3d(2).forward(ones(1, 2, 6, 6, 6)).shape); // [1, 2, 2, 2, 2]
 * ```
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool<OutputSize> {
  /** [N, C, D, H, W] or [C, D, H, W] to the same with the wanted size in the place of D, H and W. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.outputSize);
  }
}

/**
 * The largest element of each of so many windows: [N, C, L] or [C, L] to the same with the wanted size in
 * the place of L.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveMaxPool1d(2).forward(ones(1, 2, 6)).shape); // [1, 2, 2]
 * ```
 */
export class AdaptiveMaxPool1d<Indices extends boolean = false>
  extends AdaptiveMaxPool<Size1d, Indices> {
  /** [N, C, L] or [C, L] to the same with the wanted size in the place of L. */
  forward(x: Tensor): Pooled<Indices> {
    return adaptiveMaxPool1d(x, this.outputSize, this);
  }
}

/**
 * The largest element of each of so many windows: [N, C, H, W] or [C, H, W] to the same with the wanted size in
 * the place of H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveMaxPool2d([1, null]).forward(ones(1, 2, 6, 6)).shape); // [1, 2, 1, 6]
 * ```
 */
export class AdaptiveMaxPool2d<Indices extends boolean = false>
  extends AdaptiveMaxPool<OutputSize, Indices> {
  /** [N, C, H, W] or [C, H, W] to the same with the wanted size in the place of H and W. */
  forward(x: Tensor): Pooled<Indices> {
    return adaptiveMaxPool2d(x, this.outputSize, this);
  }
}

/**
 * The largest element of each of so many windows: [N, C, D, H, W] or [C, D, H, W] to the same with the wanted size in
 * the place of D, H and W.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.AdaptiveMaxPool3d(2).forward(ones(1, 2, 6, 6, 6)).shape); // [1, 2, 2, 2, 2]
 * ```
 */
export class AdaptiveMaxPool3d<Indices extends boolean = false>
  extends AdaptiveMaxPool<OutputSize, Indices> {
  /** [N, C, D, H, W] or [C, D, H, W] to the same with the wanted size in the place of D, H and W. */
  forward(x: Tensor): Pooled<Indices> {
    return adaptiveMaxPool3d(x, this.outputSize, this);
  }
}

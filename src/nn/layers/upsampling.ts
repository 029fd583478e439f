/**
 * Layers that make images larger.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  interpolate,
  type InterpolateOptions,
  type InterpolationMode,
} from "../functional/interpolation.ts";
import { Module } from "../module.ts";
import { pythonFloat, pythonSize } from "./python.ts";

/**
 * A tensor at another size; see {@linkcode interpolate}.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Upsample({ scaleFactor: 2, mode: "bilinear" });
 * console.log(layer.forward(ones(1, 3, 4, 4)).shape); // [1, 3, 8, 8]
 * console.log(String(layer)); // Upsample(scale_factor=2.0, mode=bilinear)
 * ```
 */
export class Upsample extends Module {
  /** The sizes of the dimensions after the channels, or null. */
  readonly size: number | readonly number[] | null;
  /** What their sizes are multiplied by, or null. */
  readonly scaleFactor: number | readonly number[] | null;
  /** How elements in between are made. */
  readonly mode: InterpolationMode;
  /** Whether the first and last elements stay at the corners. */
  readonly alignCorners: boolean | null;
  /** Whether to compute by the factor that the rounded sizes make. */
  readonly recomputeScaleFactor: boolean | null;

  /**
   * Makes the layer.
   *
   * @param options `size` or `scaleFactor`, `mode`, `alignCorners`, `recomputeScaleFactor`
   */
  constructor(options: InterpolateOptions) {
    super();
    this.size = options.size ?? null;
    this.scaleFactor = options.scaleFactor ?? null;
    this.mode = options.mode ?? "nearest";
    this.alignCorners = options.alignCorners ?? null;
    this.recomputeScaleFactor = options.recomputeScaleFactor ?? null;
  }

  /** [N, C, ...sizes] to the same at the other size. */
  forward(x: Tensor): Tensor {
    return interpolate(x, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { size, scaleFactor: factor, mode } = this;
    if (factor === null) return `size=${pythonSize(size)}, mode=${mode}`;
    const factors = typeof factor === "number"
      ? pythonFloat(factor)
      : `(${factor.map(pythonFloat).join(", ")})`;
    return `scale_factor=${factors}, mode=${mode}`;
  }
}

/** What the layers for images have in common: a size or a factor. */
export type UpsamplingOptions = Pick<InterpolateOptions, "size" | "scaleFactor">;

/**
 * Images made larger by repeating pixels: [N, C, H, W] to the same at the other size.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.UpsamplingNearest2d({ scaleFactor: 2 }).forward(ones(1, 3, 4, 4)).shape); // [1, 3, 8, 8]
 * ```
 */
export class UpsamplingNearest2d extends Upsample {
  /**
   * Makes the layer.
   *
   * @param options `size` or `scaleFactor`
   */
  constructor(options: UpsamplingOptions) {
    super({ ...options, mode: "nearest" });
  }
}

/**
 * Images made larger bilinearly, corners staying at corners: [N, C, H, W] to the same at the other size.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.UpsamplingBilinear2d({ size: [5, 7] }).forward(ones(1, 3, 4, 4)).shape); // [1, 3, 5, 7]
 * ```
 */
export class UpsamplingBilinear2d extends Upsample {
  /**
   * Makes the layer.
   *
   * @param options `size` or `scaleFactor`
   */
  constructor(options: UpsamplingOptions) {
    super({ ...options, mode: "bilinear", alignCorners: true });
  }
}

/**
 * Layers that join dimensions, and part them.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { Module } from "../module.ts";
import { pythonTuple } from "./python.ts";

/**
 * Joins a range of dimensions: [N, C, H, W] to [N, C * H * W] unless told otherwise.
 *
 * @example
 * ```ts
 * import { nn, zeros } from "@hibana/hibana";
 *
 * console.log(new nn.Flatten().forward(zeros(2, 3, 4)).shape); // [2, 12]
 * ```
 */
export class Flatten extends Module {
  /** The first dimension to join. */
  readonly startDim: number;
  /** The last dimension to join. */
  readonly endDim: number;

  /**
   * Makes the layer.
   *
   * @param startDim the first dimension to join
   * @param endDim the last dimension to join
   */
  constructor(startDim = 1, endDim = -1) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  /** Joins the dimensions. */
  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/**
 * Parts a dimension into several.
 *
 * @example
 * ```ts
 * import { nn, zeros } from "@hibana/hibana";
 *
 * console.log(new nn.Unflatten(1, [3, 4]).forward(zeros(2, 12)).shape); // [2, 3, 4]
 * ```
 */
export class Unflatten extends Module {
  /** The dimension to part. */
  readonly dim: number;
  /** The sizes of its parts, of which one may be -1. */
  readonly unflattenedSize: readonly number[];

  /**
   * Makes the layer.
   *
   * @param dim the dimension to part
   * @param unflattenedSize the sizes of its parts, of which one may be -1
   * @throws {TypeError} `unflattened_size must be a tuple of ints, but found type int`
   */
  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    if (!Array.isArray(unflattenedSize)) {
      throw new TypeError(
        `unflattened_size must be a tuple of ints, but found type ${
          typeof unflattenedSize === "number" ? "int" : typeof unflattenedSize
        }\nWrite the sizes as a list: [2, 3].`,
      );
    }
    this.dim = dim;
    this.unflattenedSize = [...unflattenedSize];
  }

  /** Parts the dimension. */
  forward(x: Tensor): Tensor {
    return x.unflatten(this.dim, this.unflattenedSize);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${pythonTuple(this.unflattenedSize)}`;
  }
}

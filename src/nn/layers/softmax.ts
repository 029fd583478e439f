/**
 * Softmax and its relatives as layers.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { logSoftmax, softmax, softmin } from "../functional/softmax.ts";
import { Module } from "../module.ts";

/**
 * exp(x) divided by its sum along a dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.Softmax(0).forward(tensor([0, 0])).toArray()); // [0.5, 0.5]
 * ```
 */
export class Softmax extends Module {
  /** The dimension whose entries add up to 1. */
  readonly dim: number;

  /**
   * Makes the layer.
   *
   * @param dim the dimension whose entries add up to 1
   */
  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return softmax(x, this.dim);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * The logarithm of softmax, accurate where softmax is near 0.
 */
export class LogSoftmax extends Module {
  /** The dimension. */
  readonly dim: number;

  /**
   * Makes the layer.
   *
   * @param dim the dimension
   */
  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * softmax of -x: the smallest entries weigh most.
 */
export class Softmin extends Module {
  /** The dimension whose entries add up to 1. */
  readonly dim: number;

  /**
   * Makes the layer.
   *
   * @param dim the dimension whose entries add up to 1
   */
  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return softmin(x, this.dim);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** softmax over the channels of each place: [N, C, H, W] or [C, H, W] to the same shape. */
export class Softmax2d extends Module {
  /**
   * [N, C, H, W] or [C, H, W] to the same shape.
   *
   * @throws {ValueError} `Softmax2d: expected input to be 3D or 4D, got 2D instead`
   */
  forward(x: Tensor): Tensor {
    if (x.ndim === 3 || x.ndim === 4) return softmax(x, -3);
    throw new ValueError(
      "bad-dims",
      `Softmax2d: expected input to be 3D or 4D, got ${x.ndim}D instead`,
      "Inputs are [N, C, H, W] or [C, H, W].",
    );
  }
}

/**
 * The dropout layer.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { checkProbability, dropout } from "../functional/dropout.ts";
import { Module } from "../module.ts";
import { pythonFloat } from "./python_float.ts";

/**
 * While training, sets elements to 0 with probability p and divides the others by 1 - p; afterwards
 * (`eval()`) does nothing.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.Dropout(0.5).eval().forward(ones(3)).toArray()); // [1, 1, 1]
 * ```
 */
export class Dropout extends Module {
  /** The probability with which an element is dropped. */
  p: number;

  /**
   * Makes the layer.
   *
   * @param p the probability with which an element is dropped
   * @throws {ValueError} `dropout probability has to be between 0 and 1, but got 2`
   */
  constructor(p = 0.5) {
    super();
    this.p = checkProbability(p);
  }

  /**
   * Drops elements while training.
   *
   * @param x any shape
   * @returns the same shape
   */
  forward(x: Tensor): Tensor {
    return dropout(x, this.p, { training: this.training });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=False`;
  }
}

// deno-lint-ignore-file no-unused-vars
import type { nn, Tensor } from "@hibana/hibana";
import { Module } from "../register-buffer/solution.ts";

/** Takes a running mean from its input. */
export class Center extends Module {
  /** What the centered input is multiplied by: trained, [features]. */
  declare weight: nn.Parameter;

  /** What is taken from the input: not trained, [features]. */
  declare mean: Tensor;

  /** A layer for inputs of so many features. */
  constructor(features: number) {
    super();
    throw new Error("Implement constructor: see README");
  }

  /** The input less the mean, times the weight: [N, features] to the same. */
  forward(x: Tensor): Tensor {
    throw new Error("Implement forward: see README");
  }

  /** Moves the mean towards that of the input's rows. */
  update(x: Tensor, momentum = 0.1): void {
    throw new Error("Implement update: see README");
  }
}

import { nn, noGrad, ones, type Tensor, zeros } from "@hibana/hibana";
import { Module } from "../register-buffer/solution.ts";

/**
 * Takes a running mean from its input.
 *
 * Why it works: the mean is made as a constant, and stays one, because no operation that changes it is
 * recorded. So the tape of a step ends with the step.
 */
export class Center extends Module {
  /** What the centered input is multiplied by: trained, [features]. */
  declare weight: nn.Parameter;

  /** What is taken from the input: not trained, [features]. */
  declare mean: Tensor;

  /** A layer for inputs of so many features. */
  constructor(features: number) {
    super();
    this.registerParameter("weight", new nn.Parameter(ones(features)));
    this.registerBuffer("mean", zeros(features));
  }

  /** The input less the mean, times the weight: [N, features] to the same. */
  forward(x: Tensor): Tensor {
    return x.sub(this.mean).mul(this.weight);
  }

  /** Moves the mean towards that of the input's rows. */
  update(x: Tensor, momentum = 0.1): void {
    noGrad(() => this.mean.mul_(1 - momentum).add_(x.mean(0).mul(momentum)));
  }
}

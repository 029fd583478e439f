import { ones, type Tensor, zeros } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * Your statistics are plain attributes. They stay behind when the layer moves, and no checkpoint has them:
 * a loaded model would normalize by mean 0 and variance 1. Register them.
 */
export class BatchNorm extends Solution {
  constructor(features: number, momentum?: number, eps?: number) {
    super(features, momentum, eps);
    const [mean, variance] = [zeros(features), ones(features)];
    for (const name of ["running_mean", "running_var"]) delete this[name];
    this.running_mean = mean;
    this.running_var = variance as Tensor;
  }
}

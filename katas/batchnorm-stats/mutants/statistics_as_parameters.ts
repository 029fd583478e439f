import { nn, ones, zeros } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You made parameters of the statistics. An optimizer takes whatever is a parameter, and would train what
 * was measured. They are buffers.
 */
export class BatchNorm extends Solution {
  constructor(features: number, momentum?: number, eps?: number) {
    super(features, momentum, eps);
    this.running_mean = new nn.Parameter(zeros(features), false);
    this.running_var = new nn.Parameter(ones(features), false);
  }
}

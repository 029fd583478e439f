import type { Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * Your running variance takes the biased one. It divides by n, and so is too small on average, by the more
 * the smaller the batches: for all data there might be, divide by n - 1.
 */
export class BatchNorm extends Solution {
  override _track(x: Tensor): void {
    this.running_mean.mul_(1 - this.momentum).add_(x.mean(0).mul(this.momentum));
    this.running_var.mul_(1 - this.momentum).add_(x.var(0, { correction: 0 }).mul(this.momentum));
    this.num_batches_tracked.add_(1);
  }
}

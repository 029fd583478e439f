import type { Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You register new tensors with every batch. The numbers are right, but whoever holds a buffer, such as a
 * state dict or a second module that shares it, holds a stale one. Change them in place.
 */
export class BatchNorm extends Solution {
  override _track(x: Tensor): void {
    const mix = (old: Tensor, now: Tensor) =>
      old.mul(1 - this.momentum).add(now.mul(this.momentum));
    this.running_mean = mix(this.running_mean, x.mean(0));
    this.running_var = mix(this.running_var, x.var(0));
    this.num_batches_tracked = this.num_batches_tracked.add(1);
  }
}

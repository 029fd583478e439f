import { type Tensor, tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You take the counter home, add one, and send it back. With every batch the accelerator has to finish all
 * that it was told, only to count: add_(1) counts where the counter is.
 */
export class BatchNorm extends Solution {
  override _track(x: Tensor): void {
    const count = Number(this.num_batches_tracked.item()) + 1;
    super._track(x);
    this.num_batches_tracked.copy_(tensor(count, { dtype: "int32" }));
  }
}

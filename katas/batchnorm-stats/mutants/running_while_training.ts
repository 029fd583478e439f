import { noGrad, type Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * While training you normalize by the running statistics. They lag behind, and begin with 0 and 1: the output
 * is not normalized at all for the first batches. Use the batch's own.
 */
export class BatchNorm extends Solution {
  override forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this._track(x));
    const mean = this.running_mean.clone();
    const variance = this.running_var.clone();
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }
}

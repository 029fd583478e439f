import { noGrad, type Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You took the batch's mean and variance off the tape. The update does not need it, but the output does: its
 * mean is 0 whatever the input, and a gradient that does not know that pushes in vain.
 */
export class BatchNorm extends Solution {
  override forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this._track(x));
    const mean = (this.training ? x.mean(0) : this.running_mean).detach();
    const variance = (this.training ? x.var(0, { correction: 0 }) : this.running_var).detach();
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }
}

import { noGrad, type Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You normalize by the unbiased variance. What is normalized are these n numbers, and their own variance
 * is biased: divide by n, with { correction: 0 }.
 */
export class BatchNorm extends Solution {
  override forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this._track(x));
    const mean = this.training ? x.mean(0) : this.running_mean;
    const variance = this.training ? x.var(0) : this.running_var;
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }
}

import { noGrad, type Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You normalize by the batch's statistics in evaluation, too. Then the answer for an example depends on the
 * others in its batch, and alone it is always the bias.
 */
export class BatchNorm extends Solution {
  override forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this._track(x));
    const mean = x.mean(0);
    const variance = x.var(0, { correction: 0 });
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }
}

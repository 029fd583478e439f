import { noGrad, type Tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * You update the statistics in evaluation, too. Then the answers depend on what was asked before: the test
 * data change the model. Measure only while this.training.
 */
export class BatchNorm extends Solution {
  override forward(x: Tensor): Tensor {
    const out = super.forward(x);
    if (!this.training) noGrad(() => this._track(x));
    return out;
  }
}

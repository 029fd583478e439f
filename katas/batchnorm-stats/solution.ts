import { nn, noGrad, ones, type Tensor, tensor, zeros } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";

/**
 * Why it works: what is learned are parameters, what is measured are buffers. Those move and are saved with
 * the module, change in place, so that everybody who holds one sees it, and are measured off the tape: no
 * gradient is to reach the batches of the past. The batch's own statistics stay on the tape.
 */
export class BatchNorm extends Module {
  declare weight: nn.Parameter;
  declare bias: nn.Parameter;
  declare running_mean: Tensor;
  declare running_var: Tensor;
  declare num_batches_tracked: Tensor;

  /** Whether batches are measured, or what was measured is used. */
  training = true;
  /** The weight of a batch in the running statistics. */
  momentum: number;
  /** Is added to variances, so that none is zero. */
  eps: number;

  /** For inputs of so many features. */
  constructor(features: number, momentum = 0.1, eps = 1e-5) {
    super();
    this.momentum = momentum;
    this.eps = eps;
    this.registerParameter("weight", new nn.Parameter(ones(features)));
    this.registerParameter("bias", new nn.Parameter(zeros(features)));
    this.registerBuffer("running_mean", zeros(features));
    this.registerBuffer("running_var", ones(features));
    this.registerBuffer("num_batches_tracked", tensor(0, { dtype: "int32" }));
  }

  /** [batch, features] to the same shape: every feature with the mean and the deviation that are learned. */
  forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this._track(x));
    const mean = this.training ? x.mean(0) : this.running_mean;
    const variance = this.training ? x.var(0, { correction: 0 }) : this.running_var;
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }

  /** Takes a batch into the running statistics. */
  _track(x: Tensor): void {
    this.running_mean.mul_(1 - this.momentum).add_(x.mean(0).mul(this.momentum));
    this.running_var.mul_(1 - this.momentum).add_(x.var(0).mul(this.momentum));
    this.num_batches_tracked.add_(1);
  }
}

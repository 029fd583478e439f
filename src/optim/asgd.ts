/**
 * Averaged stochastic gradient descent.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { ParamGroup, ParamsLike } from "./optimizer.ts";
import {
  countStep,
  descent,
  ParameterwiseOptimizer,
  remembered,
  requireFromZero,
} from "./parameterwise.ts";
import { combine } from "./rules.ts";

/** Options of {@linkcode ASGD}. */
export interface ASGDOptions {
  /** The learning rate. Default: 0.01. */
  lr: number;
  /** Pulls parameters towards 0, as the learning rate falls. Default: 1e-4. */
  lambd: number;
  /** The power by which the learning rate falls. Default: 0.75. */
  alpha: number;
  /** The step at which averaging begins. Default: 1e6. */
  t0: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

/**
 * Gradient descent, and beside it, as `ax` in its state, the average of the parameters since step t0:
 * p = (1 - lambd eta) p - eta g, with eta = lr / (1 + lambd lr t)^alpha; Polyak and Juditsky (1992) in
 * PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.ASGD([w], { lr: 0.25, lambd: 0 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 1.5000, -2.0000])
 * ```
 */
export class ASGD extends ParameterwiseOptimizer<ASGDOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `lambd`, `alpha`, `t0`, `weightDecay`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<ASGDOptions>, options: Partial<ASGDOptions> = {}) {
    super(params, {
      lr: 1e-2,
      lambd: 1e-4,
      alpha: 0.75,
      t0: 1e6,
      weightDecay: 0,
      maximize: false,
      ...options,
    });
  }

  /** Refuses rates and factors below 0. */
  protected override checkOptions({ lr, weightDecay }: ASGDOptions): void {
    requireFromZero({ "learning rate": lr, "weight_decay value": weightDecay });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<ASGDOptions>): void {
    const { lr, lambd, alpha, t0 } = group;
    const state = this.stateOf(param);
    const step = countStep(state);
    const eta = Number(state["eta"] ?? lr);
    const share = Number(state["mu"] ?? 1);
    const direction = descent(param, grad, group);
    combine(param, 1 - lambd * eta, direction, -eta);
    const mean = remembered(param, state, "ax");
    if (share === 1) mean.copy_(param);
    else mean.lerp_(param, share);
    state["eta"] = lr / (1 + lambd * lr * step) ** alpha;
    state["mu"] = 1 / Math.max(1, step - t0);
  }
}

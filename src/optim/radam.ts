/**
 * Adam that waits until its averages can be trusted.
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
  requireBetas,
  requireFromZero,
} from "./parameterwise.ts";
import { average, averageSquare, combine, stepByRoot } from "./rules.ts";

/** Options of {@linkcode RAdam}. */
export interface RAdamOptions {
  /** The learning rate. Default: 0.001. */
  lr: number;
  /** How slowly the averages of gradients and of their squares move. Default: [0.9, 0.999]. */
  betas: readonly [beta1: number, beta2: number];
  /** Keeps the divisor from 0. Default: 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
}

/**
 * Rectified Adam: momentum alone in the first steps, then Adam's steps, as large as the few squares seen
 * so far allow; Liu et al. (2020) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.RAdam([w], { lr: 0.125 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.2500, -3.0000])
 * ```
 */
export class RAdam extends ParameterwiseOptimizer<RAdamOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `betas`, `eps`, `weightDecay`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<RAdamOptions>, options: Partial<RAdamOptions> = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options });
  }

  /** Refuses rates below 0, and betas outside [0, 1). */
  protected override checkOptions({ lr, eps, betas, weightDecay }: RAdamOptions): void {
    requireFromZero({ "learning rate": lr, "epsilon value": eps });
    requireBetas(betas);
    requireFromZero({ "weight_decay value": weightDecay });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<RAdamOptions>): void {
    const { lr, betas: [beta1, beta2], eps } = group;
    const state = this.stateOf(param);
    const step = countStep(state);
    const mean = remembered(param, state, "exp_avg");
    const square = remembered(param, state, "exp_avg_sq");
    const direction = descent(param, grad, group);
    average(mean, direction, beta1);
    averageSquare(square, direction, beta2);
    const size = -lr / (1 - beta1 ** step);
    const correction = 1 - beta2 ** step;
    // How many squares the average stands for: in the end, and by now.
    const all = 2 / (1 - beta2) - 1;
    const seen = all - 2 * step * beta2 ** step / correction;
    if (seen <= 5) return combine(param, 1, mean, size);
    const rectified = Math.sqrt(
      (seen - 4) * (seen - 2) * all / ((all - 4) * (all - 2) * seen),
    );
    stepByRoot(param, mean, square, { eps, size: size * Math.sqrt(correction) * rectified });
  }
}

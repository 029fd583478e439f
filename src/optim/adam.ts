/**
 * Adam, and Adam with weight decay apart from the gradient.
 *
 * @module
 */
import { pointwiseInPlace } from "../ops/pointwise.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ParamGroup, ParamsLike, ParamState } from "./optimizer.ts";
import {
  countStep,
  descent,
  ParameterwiseOptimizer,
  remembered,
  requireBetas,
  requireFromZero,
} from "./parameterwise.ts";
import { average, averageSquare, stepByRoot } from "./rules.ts";

/** Options of {@linkcode Adam} and {@linkcode AdamW}. */
export interface AdamOptions {
  /** The learning rate. Default: 0.001. */
  lr: number;
  /** How slowly the averages of gradients and of their squares move. Default: [0.9, 0.999]. */
  betas: readonly [beta1: number, beta2: number];
  /** Keeps the divisor from 0. Default: 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0 in Adam, 0.01 in AdamW. */
  weightDecay: number;
  /** Divide by the largest average so far, as Reddi et al. (2018) do. Default: false. */
  amsgrad: boolean;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

const DEFAULTS: AdamOptions = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
};

/**
 * Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
 * p -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps); Kingma and Ba (2015) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.Adam([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.5000, -3.5000])
 * ```
 */
export class Adam extends ParameterwiseOptimizer<AdamOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `betas`, `eps`, `weightDecay`, `amsgrad`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<AdamOptions>, options: Partial<AdamOptions> = {}) {
    super(params, { ...DEFAULTS, ...options });
  }

  /** Refuses rates below 0, and betas outside [0, 1). */
  protected override checkOptions({ lr, eps, betas, weightDecay }: AdamOptions): void {
    requireFromZero({ "learning rate": lr, "epsilon value": eps });
    requireBetas(betas);
    requireFromZero({ "weight_decay value": weightDecay });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<AdamOptions>): void {
    moveByMoments(param, descent(param, grad, group), group, this.stateOf(param));
  }
}

/**
 * Adam with weight decay that is no part of the gradient: p *= 1 - lr weightDecay, then Adam's step;
 * Loshchilov and Hutter (2019) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { nn, ones, optim } from "@hibana/hibana";
 *
 * const model = new nn.Linear(3, 1);
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-2, weightDecay: 0.1 });
 * model.forward(ones(4, 3)).square().mean().backward();
 * optimizer.step();
 * console.log(optimizer.state.get(model.weight)!["step"]); // 1
 * ```
 */
export class AdamW extends Adam {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `betas`, `eps`, `weightDecay`, `amsgrad`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<AdamOptions>, options: Partial<AdamOptions> = {}) {
    super(params, { weightDecay: 1e-2, ...options });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<AdamOptions>): void {
    const { lr, weightDecay, maximize } = group;
    param.mul_(1 - lr * weightDecay);
    const direction = descent(param, grad, { weightDecay: 0, maximize });
    moveByMoments(param, direction, group, this.stateOf(param));
  }
}

function moveByMoments(
  param: Tensor,
  direction: Tensor,
  { lr, betas: [beta1, beta2], eps, amsgrad }: AdamOptions,
  state: ParamState,
): void {
  const step = countStep(state);
  const mean = remembered(param, state, "exp_avg");
  let square = remembered(param, state, "exp_avg_sq");
  average(mean, direction, beta1);
  averageSquare(square, direction, beta2);
  if (amsgrad) {
    const largest = remembered(param, state, "max_exp_avg_sq");
    square = pointwiseInPlace("maximum", largest, square);
  }
  const root = Math.sqrt(1 - beta2 ** step);
  stepByRoot(param, mean, square, { root, eps, size: -lr / (1 - beta1 ** step) });
}

/**
 * Adam, and Adam with weight decay apart from the gradient.
 *
 * @module
 */
import type { AdamNumbers } from "../device/fused.ts";
import { fusedFor, viewAs } from "../ops/fused.ts";
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
    moveByMoments(param, grad, group, this.stateOf(param), { weightDecay: group.weightDecay });
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
    const decay = 1 - group.lr * group.weightDecay;
    moveByMoments(param, grad, group, this.stateOf(param), { decay });
  }
}

/** How weights decay: the parameter is multiplied by one number, and what is added of it to the gradient. */
interface Decay {
  readonly decay?: number;
  readonly weightDecay?: number;
}

function moveByMoments(
  param: Tensor,
  grad: Tensor,
  { lr, betas: [beta1, beta2], eps, amsgrad, maximize }: AdamOptions,
  state: ParamState,
  { decay = 1, weightDecay = 0 }: Decay,
): void {
  const step = countStep(state);
  const mean = remembered(param, state, "exp_avg");
  let square = remembered(param, state, "exp_avg_sq");
  const root = Math.sqrt(1 - beta2 ** step);
  const size = -lr / (1 - beta1 ** step);
  if (!amsgrad) {
    const direction = maximize ? grad.neg() : grad;
    const numbers = { beta1, beta2, eps, decay, weightDecay, root, size };
    if (stepInOnePass(param, direction, mean, square, numbers)) return;
  }
  if (decay !== 1) param.mul_(decay);
  const direction = descent(param, grad, { weightDecay, maximize });
  average(mean, direction, beta1);
  averageSquare(square, direction, beta2);
  if (amsgrad) {
    const largest = remembered(param, state, "max_exp_avg_sq");
    square = pointwiseInPlace("maximum", largest, square);
  }
  stepByRoot(param, mean, square, { root, eps, size });
}

/** The whole step by the device's own kernel; says no where it has none, or where memory lies in another order. */
function stepInOnePass(
  param: Tensor,
  grad: Tensor,
  mean: Tensor,
  square: Tensor,
  numbers: AdamNumbers,
): boolean {
  const { adamStep } = fusedFor(param, grad, mean, square);
  const changing = [param, mean, square];
  if (adamStep === undefined || !changing.every((x) => x.isContiguous())) return false;
  const [p, m, v] = changing.map((x) => viewAs(x, x.numel));
  adamStep(p!, viewAs(grad.contiguous(), grad.numel), m!, v!, numbers);
  for (const x of changing) x.storage.version++;
  return true;
}

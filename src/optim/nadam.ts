/**
 * Adam with Nesterov's momentum.
 *
 * @module
 */
import { apply, operand } from "../device/expression.ts";
import { overwrite } from "../ops/pointwise.ts";
import { type Row, row } from "../ops/row.ts";
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
import { average, averageSquare } from "./rules.ts";

/** Options of {@linkcode NAdam}. */
export interface NAdamOptions {
  /** The learning rate. Default: 0.002. */
  lr: number;
  /** How slowly the averages of gradients and of their squares move. Default: [0.9, 0.999]. */
  betas: readonly [beta1: number, beta2: number];
  /** Keeps the divisor from 0. Default: 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** How fast the momentum grows. Default: 0.004. */
  momentumDecay: number;
}

const [param, grad, mean, square] = [operand(0), operand(1), operand(2), operand(3)];
const [correction, eps, onGrad, onMean] = [operand(4), operand(5), operand(6), operand(7)];
const divisor = apply("add", apply("sqrt", apply("div", square, correction)), eps);

/** param + onGrad grad / divisor + onMean mean / divisor */
const STEP: Row = row(
  "nadamStep",
  "same",
  apply(
    "add",
    apply("add", param, apply("div", apply("mul", onGrad, grad), divisor)),
    apply("div", apply("mul", onMean, mean), divisor),
  ),
);

/**
 * Adam with Nesterov's momentum, which grows from beta1 / 2 towards beta1; Dozat (2016) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.NAdam([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.4740, -3.4740])
 * ```
 */
export class NAdam extends ParameterwiseOptimizer<NAdamOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `betas`, `eps`, `weightDecay`, `momentumDecay`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<NAdamOptions>, options: Partial<NAdamOptions> = {}) {
    super(params, {
      lr: 2e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      momentumDecay: 4e-3,
      ...options,
    });
  }

  /** Refuses rates and factors below 0, and betas outside [0, 1). */
  protected override checkOptions(options: NAdamOptions): void {
    const { lr, eps, betas, weightDecay, momentumDecay } = options;
    requireFromZero({ "learning rate": lr, "epsilon value": eps });
    requireBetas(betas);
    requireFromZero({
      "weight_decay value": weightDecay,
      "momentum_decay value": momentumDecay,
    });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<NAdamOptions>): void {
    const { lr, betas: [beta1, beta2], eps, momentumDecay } = group;
    const state = this.stateOf(param);
    const step = countStep(state);
    const momentumAt = (t: number) => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const [now, next] = [momentumAt(step), momentumAt(step + 1)];
    const product = Number(state["mu_product"] ?? 1) * now;
    state["mu_product"] = product;
    const mean = remembered(param, state, "exp_avg");
    const square = remembered(param, state, "exp_avg_sq");
    const direction = descent(param, grad, group);
    average(mean, direction, beta1);
    averageSquare(square, direction, beta2);
    const onGrad = -lr * (1 - now) / (1 - product);
    // PyTorch's own: the product has this step's momentum in it twice.
    const onMean = -lr * next / (1 - product * now * next);
    overwrite(STEP, param, direction, mean, square, 1 - beta2 ** step, eps, onGrad, onMean);
  }
}

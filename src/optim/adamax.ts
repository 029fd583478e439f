/**
 * Adam with the largest gradients in the place of the squares.
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
import { average } from "./rules.ts";

/** Options of {@linkcode Adamax}. */
export interface AdamaxOptions {
  /** The learning rate. Default: 0.002. */
  lr: number;
  /** How slowly the averages of gradients and of the largest ones move. Default: [0.9, 0.999]. */
  betas: readonly [beta1: number, beta2: number];
  /** Keeps the divisor from 0. Default: 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];

/** max(c a, |b| + eps) */
const LARGEST: Row = row(
  "largestGradient",
  "same",
  apply("maximum", apply("mul", a, c), apply("add", apply("abs", b), d)),
);

/** a + size b / c */
const STEP: Row = row("adamaxStep", "same", apply("add", a, apply("div", apply("mul", d, b), c)));

/**
 * Adam by the infinity norm: m = beta1 m + (1 - beta1) g, u = max(beta2 u, |g| + eps),
 * p -= lr m / (1 - beta1^t) / u; Kingma and Ba (2015) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.Adamax([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.5000, -3.5000])
 * ```
 */
export class Adamax extends ParameterwiseOptimizer<AdamaxOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `betas`, `eps`, `weightDecay`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<AdamaxOptions>, options: Partial<AdamaxOptions> = {}) {
    super(params, {
      lr: 2e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      maximize: false,
      ...options,
    });
  }

  /** Refuses rates below 0, and betas outside [0, 1). */
  protected override checkOptions({ lr, eps, betas, weightDecay }: AdamaxOptions): void {
    requireFromZero({ "learning rate": lr, "epsilon value": eps });
    requireBetas(betas);
    requireFromZero({ "weight_decay value": weightDecay });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<AdamaxOptions>): void {
    const { lr, betas: [beta1, beta2], eps } = group;
    const state = this.stateOf(param);
    const step = countStep(state);
    const mean = remembered(param, state, "exp_avg");
    const largest = remembered(param, state, "exp_inf");
    const direction = descent(param, grad, group);
    average(mean, direction, beta1);
    overwrite(LARGEST, largest, direction, beta2, eps);
    overwrite(STEP, param, mean, largest, -lr / (1 - beta1 ** step));
  }
}

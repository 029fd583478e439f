/**
 * Steps divided by the root of the mean of squared gradients.
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
  requireFromZero,
} from "./parameterwise.ts";
import { average, averageSquare, combine, stepByRoot } from "./rules.ts";

/** Options of {@linkcode RMSprop}. */
export interface RMSpropOptions {
  /** The learning rate. Default: 0.01. */
  lr: number;
  /** How slowly the average of squares moves. Default: 0.99. */
  alpha: number;
  /** Keeps the divisor from 0. Default: 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** How much of the last step goes into the next. Default: 0. */
  momentum: number;
  /** Divide by the standard deviation of gradients instead of their mean size. Default: false. */
  centered: boolean;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];

/** d a + b / (sqrt(c) + eps) */
const VELOCITY: Row = row(
  "rmspropVelocity",
  "same",
  apply(
    "add",
    apply("mul", a, d),
    apply("div", b, apply("add", apply("sqrt", c), operand(4))),
  ),
);

/**
 * RMSprop: v = alpha v + (1 - alpha) g^2, p -= lr g / (sqrt(v) + eps), with momentum if wanted; Hinton's
 * lecture notes, and Graves (2013) where it is centered, in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.RMSprop([w], { lr: 0.05 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.5000, -3.5000])
 * ```
 */
export class RMSprop extends ParameterwiseOptimizer<RMSpropOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `alpha`, `eps`, `weightDecay`, `momentum`, `centered`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<RMSpropOptions>, options: Partial<RMSpropOptions> = {}) {
    super(params, { ...DEFAULTS, ...options });
  }

  /** Refuses rates and factors below 0. */
  protected override checkOptions(options: RMSpropOptions): void {
    const { lr, eps, momentum, weightDecay, alpha } = options;
    requireFromZero({
      "learning rate": lr,
      "epsilon value": eps,
      "momentum value": momentum,
      "weight_decay value": weightDecay,
      "alpha value": alpha,
    });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<RMSpropOptions>): void {
    const { lr, alpha, eps, momentum, centered } = group;
    const state = this.stateOf(param);
    countStep(state);
    const direction = descent(param, grad, group);
    let square = remembered(param, state, "square_avg");
    averageSquare(square, direction, alpha);
    if (centered) {
      const mean = remembered(param, state, "grad_avg");
      average(mean, direction, alpha);
      square = square.addcmul(mean, mean, { value: -1 });
    }
    if (momentum === 0) return stepByRoot(param, direction, square, { eps, size: -lr });
    const velocity = remembered(param, state, "momentum_buffer");
    overwrite(VELOCITY, velocity, direction, square, momentum, eps);
    combine(param, 1, velocity, -lr);
  }
}

const DEFAULTS: RMSpropOptions = {
  lr: 1e-2,
  alpha: 0.99,
  eps: 1e-8,
  weightDecay: 0,
  momentum: 0,
  centered: false,
  maximize: false,
};

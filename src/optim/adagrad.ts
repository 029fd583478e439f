/**
 * Steps divided by the root of all squared gradients so far.
 *
 * @module
 */
import { fullLike } from "../ops/make.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ParamGroup, ParamsLike } from "./optimizer.ts";
import {
  countStep,
  descent,
  ParameterwiseOptimizer,
  remembered,
  requireFromZero,
} from "./parameterwise.ts";
import { averageSquare, stepByRoot } from "./rules.ts";

/** Options of {@linkcode Adagrad}. */
export interface AdagradOptions {
  /** The learning rate. Default: 0.01. */
  lr: number;
  /** How fast the learning rate falls. Default: 0. */
  lrDecay: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** What the sum of squares starts from. Default: 0. */
  initialAccumulatorValue: number;
  /** Keeps the divisor from 0. Default: 1e-10. */
  eps: number;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

/**
 * Adagrad: s += g^2, p -= lr / (1 + (t - 1) lrDecay) g / (sqrt(s) + eps); Duchi et al. (2011) in PyTorch's
 * form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.Adagrad([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.5000, -3.5000])
 * ```
 */
export class Adagrad extends ParameterwiseOptimizer<AdagradOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `lrDecay`, `weightDecay`, `initialAccumulatorValue`, `eps`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<AdagradOptions>, options: Partial<AdagradOptions> = {}) {
    super(params, { ...DEFAULTS, ...options });
    for (const { params, initialAccumulatorValue } of this.paramGroups) {
      for (const param of params) {
        this.state.set(param, { step: 0, sum: fullLike(param, initialAccumulatorValue) });
      }
    }
  }

  /** Refuses rates and factors below 0. */
  protected override checkOptions(options: AdagradOptions): void {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps } = options;
    requireFromZero({
      "learning rate": lr,
      "lr_decay value": lrDecay,
      "weight_decay value": weightDecay,
      "initial_accumulator_value value": initialAccumulatorValue,
      "epsilon value": eps,
    });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<AdagradOptions>): void {
    const { lr, lrDecay, initialAccumulatorValue, eps } = group;
    const state = this.stateOf(param);
    const step = countStep(state);
    const sum = remembered(param, state, "sum", initialAccumulatorValue);
    const direction = descent(param, grad, group);
    averageSquare(sum, direction, 1, 1);
    stepByRoot(param, direction, sum, { eps, size: -lr / (1 + (step - 1) * lrDecay) });
  }
}

const DEFAULTS: AdagradOptions = {
  lr: 1e-2,
  lrDecay: 0,
  weightDecay: 0,
  initialAccumulatorValue: 0,
  eps: 1e-10,
  maximize: false,
};

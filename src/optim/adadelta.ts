/**
 * Steps as large as the steps before them.
 *
 * @module
 */
import { apply, type Expression, operand } from "../device/expression.ts";
import { ValueError } from "../errors.ts";
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
import { averageSquare } from "./rules.ts";

/** Options of {@linkcode Adadelta}. */
export interface AdadeltaOptions {
  /** The learning rate. Default: 1. */
  lr: number;
  /** How slowly the averages move. Default: 0.9. */
  rho: number;
  /** Keeps the divisor from 0. Default: 1e-6. */
  eps: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

const eps = operand(4);

function rootOf(square: Expression): Expression {
  return apply("sqrt", apply("add", square, eps));
}

/** The step for a gradient, by the averages of squared steps and of squared gradients. */
function stepOf(steps: Expression, squares: Expression, grad: Expression): Expression {
  return apply("mul", apply("div", rootOf(steps), rootOf(squares)), grad);
}

const [first, second, third, fourth] = [operand(0), operand(1), operand(2), operand(3)];

/** param + size step */
const STEP: Row = row(
  "adadeltaStep",
  "same",
  apply("add", first, apply("mul", operand(5), stepOf(second, third, fourth))),
);

const ownStep = stepOf(first, second, third);

/** rho steps + (1 - rho) step^2 */
const STEPS: Row = row(
  "adadeltaSteps",
  "same",
  apply(
    "add",
    apply("mul", first, fourth),
    apply("mul", apply("mul", operand(5), ownStep), ownStep),
  ),
);

/**
 * Adadelta: v = rho v + (1 - rho) g^2, d = sqrt(u + eps) / sqrt(v + eps) g, u = rho u + (1 - rho) d^2,
 * p -= lr d; Zeiler (2012) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.Adadelta([w], { lr: 100 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.6838, -3.6838])
 * ```
 */
export class Adadelta extends ParameterwiseOptimizer<AdadeltaOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `rho`, `eps`, `weightDecay`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<AdadeltaOptions>, options: Partial<AdadeltaOptions> = {}) {
    super(params, { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false, ...options });
  }

  /** Refuses rates below 0, and a rho outside [0, 1]. */
  protected override checkOptions({ lr, rho, eps, weightDecay }: AdadeltaOptions): void {
    requireFromZero({ "learning rate": lr });
    if (!(rho >= 0 && rho <= 1)) {
      throw new ValueError(
        "bad-option",
        `Invalid rho value: ${rho}`,
        "It is the part of an average that stays, from 0 to 1: 0.9, say.",
      );
    }
    requireFromZero({ "epsilon value": eps, "weight_decay value": weightDecay });
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<AdadeltaOptions>): void {
    const { lr, rho, eps } = group;
    const state = this.stateOf(param);
    countStep(state);
    const squares = remembered(param, state, "square_avg");
    const steps = remembered(param, state, "acc_delta");
    const direction = descent(param, grad, group);
    averageSquare(squares, direction, rho);
    overwrite(STEP, param, steps, squares, direction, eps, -lr);
    overwrite(STEPS, steps, squares, direction, rho, eps, 1 - rho);
  }
}

/**
 * What optimizers share that treat each parameter by itself: the loop over the groups, what they
 * remember, the options they check.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { hostStep } from "../device/capture.ts";
import { ValueError } from "../errors.ts";
import { fullLike } from "../ops/make.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Optimizer, type ParamGroup, type ParamState } from "./optimizer.ts";

/**
 * The base of optimizers that change each parameter by its own gradient: a subclass says how.
 *
 * @example
 * ```ts
 * import { optim, type Tensor, tensor } from "@hibana/hibana";
 *
 * class SignSGD extends optim.ParameterwiseOptimizer<{ lr: number }> {
 *   protected override checkOptions(): void {}
 *   protected override update(param: Tensor, grad: Tensor, { lr }: { lr: number }): void {
 *     param.add_(grad.sign(), { alpha: -lr });
 *   }
 * }
 * const w = tensor([3, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new SignSGD([w], { lr: 0.5 }).step();
 * console.log(w.toArray()); // [2.5, -1.5]
 * ```
 */
export abstract class ParameterwiseOptimizer<Options extends object> extends Optimizer<Options> {
  /**
   * Changes the parameters by one step. Those without a gradient are left alone, weight decay included.
   *
   * @param closure computes the loss anew, with gradients; called first
   * @returns the closure's loss
   */
  override step(closure?: () => Tensor): Tensor | undefined {
    const loss = this.evaluate(closure);
    hostStep(() =>
      noGrad(() => {
        for (const group of this.paramGroups) {
          for (const param of group.params) {
            if (param.grad !== null) this.update(param, param.grad, group);
          }
        }
      })
    );
    return loss;
  }

  /**
   * Changes one parameter, in place. Called with recording off.
   *
   * @param param the parameter
   * @param grad its gradient, which stays as it is
   * @param group the options of its group
   */
  protected abstract update(param: Tensor, grad: Tensor, group: ParamGroup<Options>): void;
}

/** The options that say where a step leads before any rule is applied. */
interface Descent {
  readonly weightDecay: number;
  readonly maximize?: boolean;
}

/** The gradient as the rules take it: turned around to climb, and with the parameter's decay. */
export function descent(param: Tensor, grad: Tensor, { weightDecay, maximize }: Descent): Tensor {
  const direction = maximize === true ? grad.neg() : grad;
  return weightDecay === 0 ? direction : direction.add(param, { alpha: weightDecay });
}

/** A tensor that is remembered of a parameter; filled with a number when it is first asked for. */
export function remembered(param: Tensor, state: ParamState, name: string, fill = 0): Tensor {
  return (state[name] ??= fullLike(param, fill)) as Tensor;
}

/** Counts a step of a parameter. */
export function countStep(state: ParamState): number {
  const step = Number(state["step"] ?? 0) + 1;
  state["step"] = step;
  return step;
}

/**
 * Refuses options below 0, and NaN.
 *
 * @param values the options, each under the name that PyTorch's message gives it
 * @throws {ValueError} `Invalid learning rate: -1`
 */
export function requireFromZero(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value >= 0) continue;
    throw new ValueError("bad-option", `Invalid ${name}: ${value}`, "It is a number from 0 up.");
  }
}

/**
 * Refuses betas outside [0, 1).
 *
 * @throws {ValueError} `Invalid beta parameter at index 0: 1`
 */
export function requireBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, i) => {
    if (beta >= 0 && beta < 1) return;
    throw new ValueError(
      "bad-option",
      `Invalid beta parameter at index ${i}: ${beta}`,
      "It is the part of an average that stays, from 0 up to but not with 1: 0.9, say.",
    );
  });
}

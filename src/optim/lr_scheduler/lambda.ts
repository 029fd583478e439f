/**
 * Learning rates that functions say.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizer.ts";
import {
  LRScheduler,
  type LRSchedulerState,
  type ScheduledOptions,
  type ScheduledStep,
} from "./scheduler.ts";

/** A factor, by how many steps were made. */
export type LRLambda = (epoch: number) => number;

/** A schedule by functions: one for all groups, or one for each. */
export abstract class LambdaScheduler extends LRScheduler {
  /** The function of each group. */
  protected readonly lambdas: readonly LRLambda[];

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param lrLambda gives a factor; one for all groups, or for each
   * @throws {ValueError} `Expected 2 lr_lambdas, but got 1`
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, lrLambda: LRLambda | readonly LRLambda[]) {
    super(optimizer);
    const count = this.groups().length;
    this.lambdas = typeof lrLambda === "function"
      ? new Array<LRLambda>(count).fill(lrLambda)
      : [...lrLambda];
    if (this.lambdas.length !== count) {
      throw new ValueError(
        "bad-option",
        `Expected ${count} lr_lambdas, but got ${this.lambdas.length}`,
        "Pass one function for all groups of parameters, or one for each.",
      );
    }
    this.begin();
  }

  /** How far the schedule is. Functions are not saved. */
  override stateDict(): LRSchedulerState {
    return { ...super.stateDict(), lr_lambdas: this.lambdas.map(() => null) };
  }
}

/**
 * The learning rate times what a function says.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.LambdaLR(optimizer, (epoch) => 0.5 ** epoch);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 0.5, 0.25, 0.125]
 * ```
 */
export class LambdaLR extends LambdaScheduler {
  protected override optionsAt(epoch: number): ScheduledStep[] {
    return this.baseLrs.map((lr, i) => ({ lr: lr * this.lambdas[i]!(epoch) }));
  }
}

/**
 * Multiplies the learning rate at every step with what a function says.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.MultiplicativeLR(optimizer, (epoch) => epoch < 3 ? 0.5 : 1);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 0.5, 0.25, 0.25]
 * ```
 */
export class MultiplicativeLR extends LambdaScheduler {
  protected override optionsAt(epoch: number): ScheduledStep[] {
    return this.groups().map(({ lr }, i) => ({
      lr: epoch > 0 ? lr * this.lambdas[i]!(epoch) : lr,
    }));
  }
}

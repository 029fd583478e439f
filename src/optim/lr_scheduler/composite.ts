/**
 * Schedulers of schedulers: one after another, or all at once.
 *
 * @module
 */
import { IndexError, ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizer.ts";
import {
  LRScheduler,
  type LRSchedulerState,
  type ScheduledOptions,
  type ScheduledStep,
} from "./scheduler.ts";

/** A scheduler that calls others, and notes what they have set. */
abstract class Composite extends LRScheduler {
  /** The schedulers that are called. */
  protected readonly schedulers: readonly LRScheduler[];

  /**
   * Takes over the schedulers.
   *
   * @param optimizer their optimizer
   * @param schedulers the schedulers
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, schedulers: readonly LRScheduler[]) {
    super(optimizer);
    this.schedulers = [...schedulers];
  }

  /** What the others have set. */
  protected override optionsAt(): ScheduledStep[] {
    return this.scaled(1);
  }

  /** How far the schedule and those of the others are. */
  override stateDict(): LRSchedulerState {
    return { ...super.stateDict(), _schedulers: this.schedulers.map((each) => each.stateDict()) };
  }

  /**
   * Goes on from a saved state.
   *
   * @param state what `stateDict` gave
   */
  override loadStateDict(state: Partial<LRSchedulerState>): void {
    const states = (state["_schedulers"] ?? []) as Partial<LRSchedulerState>[];
    if (states.length !== this.schedulers.length) {
      throw new ValueError(
        "state-mismatch",
        "loaded state dict has a different number of schedulers",
        `It has ${states.length}, this scheduler ${this.schedulers.length}.`,
      );
    }
    super.loadStateDict(state);
    this.schedulers.forEach((each, i) => each.loadStateDict(states[i]!));
  }
}

/**
 * One scheduler after another: each begins anew at its milestone, and the one before is left.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const { ConstantLR, ExponentialLR, SequentialLR } = optim.lrScheduler;
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const warmUp = new ConstantLR(optimizer, { factor: 0.125, totalIters: 2 });
 * const decay = new ExponentialLR(optimizer, 0.5);
 * const scheduler = new SequentialLR(optimizer, [warmUp, decay], [2]);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [0.125, 0.125, 1, 0.5, 0.25]
 * ```
 */
export class SequentialLR extends Composite {
  readonly #milestones: readonly number[];

  /**
   * Makes the scheduler: the learning rates go back to where they started, and the first of the schedulers
   * begins.
   *
   * @param optimizer the optimizer of all the schedulers
   * @param schedulers the schedulers, in order
   * @param milestones after how many steps each of them begins, but for the first
   * @throws {ValueError} when a scheduler has another optimizer, or milestones are missing
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    schedulers: readonly LRScheduler[],
    milestones: readonly number[],
  ) {
    const stranger = schedulers.findIndex((each) => each.optimizer !== optimizer);
    if (stranger >= 0) {
      throw new ValueError(
        "other-optimizer",
        "Sequential Schedulers expects all schedulers to belong to the same optimizer, but got " +
          `schedulers at index ${stranger} to be different than the optimizer passed in.`,
        "Make all of them for one optimizer.",
      );
    }
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        "bad-option",
        "Sequential Schedulers expects number of schedulers provided to be one more than the number " +
          `of milestone points, but got number of schedulers ${schedulers.length} and the number of ` +
          `milestones to be equal to ${milestones.length}`,
        "Each scheduler but the first has the step at which it begins.",
      );
    }
    super(optimizer, schedulers);
    this.#milestones = [...milestones];
    this.groups().forEach((group, i) => group.lr = this.baseLrs[i]!);
    // All have made a first step already: as if they had not.
    for (const each of schedulers) each.lastEpoch--;
    schedulers[0]!.step();
    this.moveTo(0, this.optionsAt());
  }

  /** Moves on to the next learning rates, with the scheduler whose turn it is. */
  protected override advance(): void {
    const epoch = this.lastEpoch + 1;
    const turn = this.#milestones.filter((milestone) => milestone <= epoch).length;
    const scheduler = this.schedulers[turn]!;
    if (turn > 0 && this.#milestones[turn - 1] === epoch) scheduler.step(0);
    else scheduler.step();
    this.moveTo(epoch, this.optionsAt());
  }

  /** How far the schedule and those of the others are. */
  override stateDict(): LRSchedulerState {
    return { ...super.stateDict(), _milestones: [...this.#milestones] };
  }
}

/**
 * Several schedulers at once: a step is one of each, so that their factors come together.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const { ChainedScheduler, ConstantLR, ExponentialLR } = optim.lrScheduler;
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const warmUp = new ConstantLR(optimizer, { factor: 0.125, totalIters: 2 });
 * const scheduler = new ChainedScheduler([warmUp, new ExponentialLR(optimizer, 0.5)]);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [0.125, 0.0625, 0.25, 0.125]
 * ```
 */
export class ChainedScheduler extends Composite {
  /**
   * Makes the scheduler.
   *
   * @param schedulers the schedulers, in the order in which they step
   * @throws {IndexError} `list index out of range`, when there are none
   * @throws {ValueError} when they have different optimizers
   */
  constructor(schedulers: readonly LRScheduler[]) {
    const [first] = schedulers;
    if (first === undefined) {
      throw new IndexError(
        "no-schedulers",
        "list index out of range",
        "Pass at least one scheduler.",
      );
    }
    const stranger = schedulers.findIndex((each) => each.optimizer !== first.optimizer);
    if (stranger >= 0) {
      throw new ValueError(
        "other-optimizer",
        "ChainedScheduler expects all schedulers to belong to the same optimizer, but got schedulers " +
          `at index 0 and ${stranger} to be different`,
        "Make all of them for one optimizer.",
      );
    }
    super(first.optimizer, schedulers);
    this.moveTo(0, this.optionsAt());
  }

  /** Moves on to the next learning rates, with all schedulers. */
  protected override advance(): void {
    for (const each of this.schedulers) each.step();
    this.moveTo(this.lastEpoch + 1, this.optionsAt());
  }
}

/**
 * What all learning-rate schedulers share.
 *
 * @module
 */
import { hostStep } from "../../device/capture.ts";
import { ValueError } from "../../errors.ts";
import { typeName } from "../../nn/naming.ts";
import { Optimizer, type ParamGroup } from "../optimizer.ts";

/** The options of an optimizer that schedulers know: every one has a learning rate, some have momentum. */
export interface ScheduledOptions {
  /** The learning rate. */
  lr: number;
  /** The learning rate that schedules start from: a scheduler's constructor notes it. */
  initialLr?: number;
  /** How much of the last step goes into the next. */
  momentum?: number;
  /** How slowly the averages of gradients and of their squares move; the first is a momentum. */
  betas?: readonly [beta1: number, beta2: number];
}

/** What a schedule sets in a group. */
export type ScheduledStep = Pick<ScheduledOptions, "lr" | "momentum" | "betas">;

/** A group of parameters, as schedulers see it. */
export type ScheduledGroup = ParamGroup<ScheduledOptions>;

/** A scheduler's state for saving: how far it is. Its keys are PyTorch's. */
export interface LRSchedulerState {
  /** How many steps were made. */
  last_epoch: number;
  /** The learning rate that each group starts from. */
  base_lrs: number[];
  /** The learning rate of each group now. */
  _last_lr: number[];
  /** What some schedulers have besides. */
  [more: string]: unknown;
}

/**
 * The base of learning-rate schedulers: a subclass says what it sets after how many steps, and
 * calls {@linkcode LRScheduler.begin} at the end of its constructor.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * class Halving extends optim.lrScheduler.LRScheduler {
 *   constructor(optimizer: optim.SGD) {
 *     super(optimizer);
 *     this.begin();
 *   }
 *   protected override optionsAt(epoch: number): optim.lrScheduler.ScheduledStep[] {
 *     return this.baseLrs.map((lr) => ({ lr: lr / 2 ** epoch }));
 *   }
 * }
 * const scheduler = new Halving(new optim.SGD([zeros(1)], { lr: 0.5 }));
 * scheduler.step();
 * console.log(scheduler.getLastLr()); // [0.25]
 * ```
 */
export abstract class LRScheduler {
  /** The optimizer whose groups are changed. */
  readonly optimizer: Optimizer<ScheduledOptions>;
  /** The learning rate that each group starts from. */
  baseLrs: number[];
  /** How many steps were made; -1 before the first. */
  lastEpoch = -1;
  #lastLr: number[] = [];

  /**
   * Notes the learning rates that the schedule starts from.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @throws {TypeError} `list is not an Optimizer`
   */
  constructor(optimizer: Optimizer<ScheduledOptions>) {
    if (!(optimizer instanceof Optimizer)) {
      throw new TypeError(
        `${typeName(optimizer)} is not an Optimizer\n` +
          "Make one first: new optim.SGD(model.parameters(), { lr: 0.1 }).",
      );
    }
    this.optimizer = optimizer;
    // Where another scheduler has been at work, lr is no longer what it was.
    this.baseLrs = optimizer.paramGroups.map((group) => group.initialLr ?? group.lr);
  }

  /**
   * What the schedule sets in each group after that many steps: the learning rate, and perhaps more.
   * Nothing changes here, so it may throw.
   *
   * @param epoch how many steps were made
   */
  protected abstract optionsAt(epoch: number): ScheduledStep[];

  /** Sets the groups to where the schedule begins. */
  protected begin(): void {
    this.groups().forEach((group, i) => group.initialLr = this.baseLrs[i]!);
    this.step();
  }

  /**
   * What the schedule sets after that many steps, whatever was set before: for schedules whose
   * {@linkcode LRScheduler.optionsAt} goes from the learning rates as they are.
   *
   * @param epoch how many steps were made
   */
  protected optionsAfterJump(epoch: number): ScheduledStep[] {
    return this.optionsAt(epoch);
  }

  /**
   * Moves on to the next learning rates: after `optimizer.step()`, once an epoch or once a batch, as the
   * schedule has it.
   *
   * @param epoch where to go instead: as if so many steps had been made
   */
  step(epoch?: number): void {
    hostStep(() => this.advance(epoch));
  }

  /** What {@linkcode LRScheduler.step} does, at every call of a compiled function anew. */
  protected advance(epoch?: number): void {
    const next = epoch ?? this.lastEpoch + 1;
    this.moveTo(next, epoch === undefined ? this.optionsAt(next) : this.optionsAfterJump(next));
  }

  /** Sets the groups' options, and notes that so many steps were made. */
  protected moveTo(epoch: number, options: readonly ScheduledStep[]): void {
    this.lastEpoch = epoch;
    this.groups().forEach((group, i) => Object.assign(group, options[i]));
    this.#lastLr = options.map(({ lr }) => lr);
  }

  /** The learning rates as they are, times a factor. */
  protected scaled(factor: number): ScheduledStep[] {
    return this.groups().map(({ lr }) => ({ lr: lr * factor }));
  }

  /** The learning rates that the schedule started from, times a factor. */
  protected scaledBase(factor: number): ScheduledStep[] {
    return this.baseLrs.map((lr) => ({ lr: lr * factor }));
  }

  /** The groups that were there when the scheduler was made. */
  protected groups(): ScheduledGroup[] {
    return this.optimizer.paramGroups.slice(0, this.baseLrs.length);
  }

  /** The learning rate of each group, as the last step has set it. */
  getLastLr(): number[] {
    return [...this.#lastLr];
  }

  /** How far the schedule is. The rest is what the constructor was told. */
  stateDict(): LRSchedulerState {
    const { lastEpoch, baseLrs } = this;
    return { last_epoch: lastEpoch, base_lrs: [...baseLrs], _last_lr: this.getLastLr() };
  }

  /**
   * Goes on from a state that {@linkcode LRScheduler.stateDict} gave, or PyTorch's `state_dict`, in a
   * scheduler that was made with the same arguments. The learning rates themselves come with the
   * optimizer's state.
   *
   * @param state the state
   * @throws {ValueError} when it is that of an optimizer with another number of groups
   */
  loadStateDict(state: Partial<LRSchedulerState>): void {
    // PyTorch's schedulers of schedulers leave some of this to those that they call.
    const { last_epoch = this.lastEpoch, base_lrs = this.baseLrs, _last_lr = this.#lastLr } = state;
    if (base_lrs.length !== this.baseLrs.length) {
      throw new ValueError(
        "state-mismatch",
        "loaded state dict has a different number of parameter groups",
        `It has ${base_lrs.length}, this scheduler ${this.baseLrs.length}.`,
      );
    }
    this.lastEpoch = last_epoch;
    this.baseLrs = [...base_lrs];
    this.#lastLr = [..._last_lr];
  }
}

/**
 * One value for each group.
 *
 * @throws {ValueError} `expected 2 values for max_lr, got 3`
 */
export function oneEach(
  name: string,
  values: number | readonly number[],
  count: number,
): number[] {
  if (typeof values === "number") return new Array<number>(count).fill(values);
  if (values.length === count) return [...values];
  throw new ValueError(
    "bad-option",
    `expected ${count} values for ${name}, got ${values.length}`,
    "Pass one number for all groups of parameters, or one for each.",
  );
}

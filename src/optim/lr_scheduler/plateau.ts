/**
 * A learning rate that falls when nothing gets better.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import { typeName } from "../../nn/naming.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Optimizer } from "../optimizer.ts";
import type { ScheduledOptions } from "./scheduler.ts";

/** Options of {@linkcode ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Whether less is better, or more. Default: `"min"`. */
  mode?: "min" | "max";
  /** What the learning rate is multiplied with. Default: 0.1. */
  factor?: number;
  /** How many steps without anything better are waited for. Default: 10. */
  patience?: number;
  /** By how much a value must be better to count. Default: 1e-4. */
  threshold?: number;
  /** Whether that is a part of the best value, or the difference itself. Default: `"rel"`. */
  thresholdMode?: "rel" | "abs";
  /** How many steps after a fall nothing is counted. Default: 0. */
  cooldown?: number;
  /** The lowest learning rate; one for all groups, or for each. Default: 0. */
  minLr?: number | readonly number[];
  /** A fall by no more than that is none. Default: 1e-8. */
  eps?: number;
}

/** The state of {@linkcode ReduceLROnPlateau}, for saving. Its keys are PyTorch's. */
export interface ReduceLROnPlateauState {
  /** The best value so far. */
  best: number;
  /** How many steps it has been the best. */
  num_bad_epochs: number;
  /** How many steps nothing will be counted. */
  cooldown_counter: number;
  /** How many steps were made. */
  last_epoch: number;
  /** The learning rate of each group now. */
  _last_lr: number[];
}

/**
 * Multiplies the learning rate with `factor` when a value, such as the loss of an epoch, has not got better
 * for more than `patience` steps.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { factor: 0.5, patience: 1 });
 * for (const loss of [4, 3, 3, 3]) scheduler.step(loss);
 * console.log(scheduler.getLastLr()); // [0.5]
 * ```
 */
export class ReduceLROnPlateau {
  /** The optimizer whose groups are changed. */
  readonly optimizer: Optimizer<ScheduledOptions>;
  /** How many steps were made. */
  lastEpoch = 0;
  readonly #options: Required<ReduceLROnPlateauOptions>;
  readonly #minLrs: readonly number[];
  #best: number;
  #badEpochs = 0;
  #cooldown = 0;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param options what is better, and how long to wait for it
   * @throws {ValueError} `Factor should be < 1.0.`, and for other options that make no sense
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, options: ReduceLROnPlateauOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    const { mode, factor, thresholdMode, minLr } = this.#options;
    if (!(factor < 1)) {
      throw new ValueError(
        "bad-option",
        "Factor should be < 1.0.",
        "It makes less of it: 0.1, say.",
      );
    }
    if (!(optimizer instanceof Optimizer)) {
      throw new TypeError(
        `${typeName(optimizer)} is not an Optimizer\n` +
          "Make one first: new optim.SGD(model.parameters(), { lr: 0.1 }).",
      );
    }
    this.optimizer = optimizer;
    const count = optimizer.paramGroups.length;
    this.#minLrs = typeof minLr === "number" ? new Array<number>(count).fill(minLr) : [...minLr];
    if (this.#minLrs.length !== count) {
      throw new ValueError(
        "bad-option",
        `expected ${count} min_lrs, got ${this.#minLrs.length}`,
        "Pass one number for all groups of parameters, or one for each.",
      );
    }
    if (mode !== "min" && mode !== "max") {
      throw new ValueError("bad-option", `mode ${mode} is unknown!`, 'Modes are "min" and "max".');
    }
    if (thresholdMode !== "rel" && thresholdMode !== "abs") {
      throw new ValueError(
        "bad-option",
        `threshold mode ${thresholdMode} is unknown!`,
        'Modes are "rel" and "abs".',
      );
    }
    this.#best = mode === "min" ? Infinity : -Infinity;
  }

  /**
   * Looks at a value, and lowers the learning rates if it is time.
   *
   * @param metrics the value: a number, or a tensor of one element, which is read
   */
  step(metrics: number | Tensor): void {
    const { patience, cooldown } = this.#options;
    const current = typeof metrics === "number" ? metrics : Number(metrics.item());
    this.lastEpoch++;
    if (this.#isBetter(current)) {
      this.#best = current;
      this.#badEpochs = 0;
    } else {
      this.#badEpochs++;
    }
    if (this.#cooldown > 0) {
      this.#cooldown--;
      this.#badEpochs = 0;
    }
    if (this.#badEpochs <= patience) return;
    this.#reduce();
    this.#cooldown = cooldown;
    this.#badEpochs = 0;
  }

  #isBetter(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const best = this.#best;
    if (mode === "min") {
      return value < (thresholdMode === "rel" ? best * (1 - threshold) : best - threshold);
    }
    return value > (thresholdMode === "rel" ? best * (threshold + 1) : best + threshold);
  }

  #reduce(): void {
    const { factor, eps } = this.#options;
    this.optimizer.paramGroups.forEach((group, i) => {
      const lower = Math.max(group.lr * factor, this.#minLrs[i] ?? 0);
      if (group.lr - lower > eps) group.lr = lower;
    });
  }

  /** The learning rate of each group. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** What has been seen so far. The rest is what the constructor was told. */
  stateDict(): ReduceLROnPlateauState {
    return {
      best: this.#best,
      num_bad_epochs: this.#badEpochs,
      cooldown_counter: this.#cooldown,
      last_epoch: this.lastEpoch,
      _last_lr: this.getLastLr(),
    };
  }

  /**
   * Goes on from a state that {@linkcode ReduceLROnPlateau.stateDict} gave, or PyTorch's `state_dict`, in a
   * scheduler that was made with the same arguments.
   *
   * @param state the state
   */
  loadStateDict(state: ReduceLROnPlateauState): void {
    this.#best = state.best;
    this.#badEpochs = state.num_bad_epochs;
    this.#cooldown = state.cooldown_counter;
    this.lastEpoch = state.last_epoch;
  }
}

const DEFAULTS: Required<ReduceLROnPlateauOptions> = {
  mode: "min",
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: "rel",
  cooldown: 0,
  minLr: 0,
  eps: 1e-8,
};

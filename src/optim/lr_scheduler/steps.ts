/**
 * Learning rates that fall by a factor: at every step, at every so many, or at some.
 *
 * @module
 */
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler, type ScheduledOptions, type ScheduledStep } from "./scheduler.ts";

/** Options of {@linkcode StepLR} and {@linkcode MultiStepLR}. */
export interface StepLROptions {
  /** What the learning rate is multiplied with. Default: 0.1. */
  gamma?: number;
}

/**
 * Multiplies the learning rate with gamma after every `stepSize` steps.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.StepLR(optimizer, 2, { gamma: 0.5 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 1, 0.5, 0.5, 0.25]
 * ```
 */
export class StepLR extends LRScheduler {
  readonly #stepSize: number;
  readonly #gamma: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param stepSize after how many steps the learning rate falls, each time
   * @param options `gamma`
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    stepSize: number,
    options: StepLROptions = {},
  ) {
    super(optimizer);
    this.#stepSize = stepSize;
    this.#gamma = options.gamma ?? 0.1;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    return this.scaled(epoch === 0 || epoch % this.#stepSize !== 0 ? 1 : this.#gamma);
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    return this.scaledBase(this.#gamma ** Math.floor(epoch / this.#stepSize));
  }
}

/**
 * Multiplies the learning rate with gamma when it comes to certain steps.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.MultiStepLR(optimizer, [1, 3], { gamma: 0.5 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 0.5, 0.5, 0.25, 0.25]
 * ```
 */
export class MultiStepLR extends LRScheduler {
  readonly #milestones: readonly number[];
  readonly #gamma: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param milestones after how many steps the learning rate falls; twice where one is there twice
   * @param options `gamma`
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    milestones: readonly number[],
    options: StepLROptions = {},
  ) {
    super(optimizer);
    this.#milestones = [...milestones];
    this.#gamma = options.gamma ?? 0.1;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    const falls = this.#milestones.filter((milestone) => milestone === epoch).length;
    return this.scaled(this.#gamma ** falls);
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    const falls = this.#milestones.filter((milestone) => milestone <= epoch).length;
    return this.scaledBase(this.#gamma ** falls);
  }
}

/**
 * Multiplies the learning rate with gamma at every step.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.ExponentialLR(optimizer, 0.5);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 0.5, 0.25, 0.125]
 * ```
 */
export class ExponentialLR extends LRScheduler {
  readonly #gamma: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param gamma what the learning rate is multiplied with
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, gamma: number) {
    super(optimizer);
    this.#gamma = gamma;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    return this.scaled(epoch === 0 ? 1 : this.#gamma);
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    return this.scaledBase(this.#gamma ** epoch);
  }
}

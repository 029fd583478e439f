/**
 * Learning rates that go from a part of what they are to all of it, or to nothing, in so many steps.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler, type ScheduledOptions, type ScheduledStep } from "./scheduler.ts";

/** Options of {@linkcode ConstantLR}. */
export interface ConstantLROptions {
  /** The part of the learning rate that is used at first. Default: 1/3. */
  factor?: number;
  /** After how many steps all of it is. Default: 5. */
  totalIters?: number;
}

/**
 * A part of the learning rate in the first steps, then all of it.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [0.5, 0.5, 1, 1]
 * ```
 */
export class ConstantLR extends LRScheduler {
  readonly #factor: number;
  readonly #totalIters: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param options `factor`, `totalIters`
   * @throws {ValueError} `Constant multiplicative factor expected to be between 0 and 1.`
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, options: ConstantLROptions = {}) {
    super(optimizer);
    const { factor = 1 / 3, totalIters = 5 } = options;
    requirePart("Constant", factor);
    this.#factor = factor;
    this.#totalIters = totalIters;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    if (epoch === 0) return this.scaled(this.#factor);
    if (epoch !== this.#totalIters) return this.scaled(1);
    // Nothing, many times over, is still nothing: PyTorch divides by 0 here.
    return this.#factor === 0 ? this.scaledBase(1) : this.scaled(1 / this.#factor);
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    const rest = epoch >= this.#totalIters ? 1 - this.#factor : 0;
    return this.scaledBase(this.#factor + rest);
  }
}

/** Options of {@linkcode LinearLR}. */
export interface LinearLROptions {
  /** The part of the learning rate that is used at first. Default: 1/3. */
  startFactor?: number;
  /** The part that is used at the end. Default: 1. */
  endFactor?: number;
  /** How many steps it takes. Default: 5. */
  totalIters?: number;
}

/**
 * From one part of the learning rate to another, along a line.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.LinearLR(optimizer, { startFactor: 0.5, totalIters: 4 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 6; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [0.5, 0.625, 0.75, 0.875, 1, 1]
 * ```
 */
export class LinearLR extends LRScheduler {
  readonly #start: number;
  readonly #end: number;
  readonly #totalIters: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param options `startFactor`, `endFactor`, `totalIters`
   * @throws {ValueError} `Starting multiplicative factor expected to be between 0 and 1.`
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, options: LinearLROptions = {}) {
    super(optimizer);
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    requirePart("Starting", startFactor);
    requirePart("Ending", endFactor);
    this.#start = startFactor;
    this.#end = endFactor;
    this.#totalIters = totalIters;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    if (epoch === 0) return this.scaled(this.#start);
    // Nothing, many times over, is still nothing: PyTorch divides by 0 here.
    if (this.#start === 0) return this.optionsAfterJump(epoch);
    if (epoch > this.#totalIters) return this.scaled(1);
    const way = this.#end - this.#start;
    return this.scaled(1 + way / (this.#totalIters * this.#start + (epoch - 1) * way));
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    const way = this.#end - this.#start;
    const done = Math.min(this.#totalIters, epoch);
    return this.scaledBase(this.#start + way * done / this.#totalIters);
  }
}

/** Options of {@linkcode PolynomialLR}. */
export interface PolynomialLROptions {
  /** How many steps it takes. Default: 5. */
  totalIters?: number;
  /** The power of the polynomial. Default: 1. */
  power?: number;
}

/**
 * From the learning rate to nothing, as (1 - t / totalIters)^power.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.PolynomialLR(optimizer, { totalIters: 4 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 6; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [1, 0.75, 0.5, 0.25, 0, 0]
 * ```
 */
export class PolynomialLR extends LRScheduler {
  readonly #totalIters: number;
  readonly #power: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param options `totalIters`, `power`
   */
  constructor(optimizer: Optimizer<ScheduledOptions>, options: PolynomialLROptions = {}) {
    super(optimizer);
    const { totalIters = 5, power = 1 } = options;
    this.#totalIters = totalIters;
    this.#power = power;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    if (epoch === 0 || epoch > this.#totalIters) return this.scaled(1);
    const left = (t: number) => 1 - t / this.#totalIters;
    return this.scaled((left(epoch) / left(epoch - 1)) ** this.#power);
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    const done = Math.min(this.#totalIters, epoch) / this.#totalIters;
    return this.scaledBase((1 - done) ** this.#power);
  }
}

function requirePart(which: string, factor: number): void {
  if (factor >= 0 && factor <= 1) return;
  throw new ValueError(
    "bad-option",
    `${which} multiplicative factor expected to be between 0 and 1.`,
    "It is a part of the learning rate: 0.1, say.",
  );
}

/**
 * Learning rates along a cosine.
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

/** Options of {@linkcode CosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The lowest learning rate. Default: 0. */
  etaMin?: number;
}

/**
 * From the learning rate to the lowest in `tMax` steps, along half a cosine, then back. Loshchilov and
 * Hutter (2017), without the restarts.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, 2);
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 5; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates.map((lr) => Number(lr.toFixed(6)))); // [1, 0.5, 0, 0.5, 1]
 * ```
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly #tMax: number;
  readonly #etaMin: number;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param tMax how many steps it takes to the lowest learning rate
   * @param options `etaMin`
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    tMax: number,
    options: CosineAnnealingLROptions = {},
  ) {
    super(optimizer);
    this.#tMax = tMax;
    this.#etaMin = options.etaMin ?? 0;
    this.begin();
  }

  protected override optionsAt(epoch: number): ScheduledStep[] {
    const [tMax, low] = [this.#tMax, this.#etaMin];
    if (epoch === 0) return this.scaled(1);
    if ((epoch - 1 - tMax) % (2 * tMax) === 0) {
      const rise = (1 - Math.cos(Math.PI / tMax)) / 2;
      return this.groups().map(({ lr }, i) => ({
        lr: lr + (this.baseLrs[i]! - low) * rise,
      }));
    }
    const height = (t: number) => 1 + Math.cos(Math.PI * t / tMax);
    const factor = height(epoch) / height(epoch - 1);
    return this.groups().map(({ lr }) => ({ lr: factor * (lr - low) + low }));
  }

  protected override optionsAfterJump(epoch: number): ScheduledStep[] {
    return this.baseLrs.map((lr) => ({ lr: between(this.#etaMin, lr, epoch / this.#tMax) }));
  }
}

/** Options of {@linkcode CosineAnnealingWarmRestarts}. */
export interface CosineAnnealingWarmRestartsOptions {
  /** How much longer each way down is than the one before; a whole number. Default: 1. */
  tMult?: number;
  /** The lowest learning rate. Default: 0. */
  etaMin?: number;
}

/**
 * From the learning rate almost to the lowest, along half a cosine, then at once to the top again: the
 * first way down takes `t0` steps, the next ones `tMult` times as many each. Loshchilov and Hutter (2017).
 * `step` takes parts of epochs, too: `scheduler.step(epoch + batch / batches)`.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1 });
 * const scheduler = new optim.lrScheduler.CosineAnnealingWarmRestarts(optimizer, 1, { tMult: 2 });
 * const rates: number[] = [];
 * for (let epoch = 0; epoch < 4; epoch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates.map((lr) => Number(lr.toFixed(6)))); // [1, 1, 0.5, 1]
 * ```
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly #t0: number;
  readonly #tMult: number;
  readonly #etaMin: number;
  /** How long the way down is, and how far it has been gone. */
  #length: number;
  #done = -1;

  /**
   * Makes the scheduler.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param t0 how many steps the first way down takes
   * @param options `tMult`, `etaMin`
   * @throws {ValueError} `Expected positive integer T_0, but got 0`, and the like for `tMult`
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    t0: number,
    options: CosineAnnealingWarmRestartsOptions = {},
  ) {
    super(optimizer);
    const { tMult = 1, etaMin = 0 } = options;
    requireCount("positive integer T_0", t0);
    requireCount("integer T_mult >= 1", tMult);
    this.#t0 = this.#length = t0;
    this.#tMult = tMult;
    this.#etaMin = etaMin;
    this.begin();
  }

  protected override optionsAt(): ScheduledStep[] {
    const part = this.#done / this.#length;
    return this.baseLrs.map((lr) => ({ lr: between(this.#etaMin, lr, part) }));
  }

  /**
   * Moves on to the next learning rates.
   *
   * @param epoch where to go instead; may have a fraction
   * @throws {ValueError} `Expected non-negative epoch, but got -1`
   */
  protected override advance(epoch?: number): void {
    const jump = epoch ?? (this.lastEpoch < 0 ? 0 : undefined);
    if (jump === undefined) this.#restart();
    else this.#jumpTo(jump);
    this.moveTo(Math.floor(jump ?? this.lastEpoch + 1), this.optionsAt());
  }

  #restart(): void {
    this.#done++;
    if (this.#done < this.#length) return;
    this.#done -= this.#length;
    this.#length *= this.#tMult;
  }

  #jumpTo(epoch: number): void {
    const [t0, tMult] = [this.#t0, this.#tMult];
    if (!(epoch >= 0)) {
      throw new ValueError(
        "bad-option",
        `Expected non-negative epoch, but got ${epoch}`,
        "It says how many steps were made: 0 for none.",
      );
    }
    if (epoch < t0) {
      [this.#done, this.#length] = [epoch, t0];
    } else if (tMult === 1) {
      this.#done = epoch % t0;
    } else {
      const ways = Math.trunc(Math.log(epoch / t0 * (tMult - 1) + 1) / Math.log(tMult));
      this.#done = epoch - t0 * (tMult ** ways - 1) / (tMult - 1);
      this.#length = t0 * tMult ** ways;
    }
  }

  /** How far the schedule is. The rest is what the constructor was told. */
  override stateDict(): LRSchedulerState {
    return { ...super.stateDict(), T_cur: this.#done, T_i: this.#length };
  }

  /**
   * Goes on from a saved state.
   *
   * @param state what {@linkcode CosineAnnealingWarmRestarts.stateDict} gave
   */
  override loadStateDict(state: Partial<LRSchedulerState>): void {
    super.loadStateDict(state);
    this.#done = Number(state["T_cur"] ?? this.#done);
    this.#length = Number(state["T_i"] ?? this.#length);
  }
}

/** From high to low along half a cosine. */
function between(low: number, high: number, part: number): number {
  return low + (high - low) * (1 + Math.cos(Math.PI * part)) / 2;
}

function requireCount(what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ValueError(
    "bad-option",
    `Expected ${what}, but got ${value}`,
    "It is a count, from 1 up.",
  );
}

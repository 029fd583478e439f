/**
 * Learning rates that rise and fall, again and again.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler, oneEach, type ScheduledOptions, type ScheduledStep } from "./scheduler.ts";

/** Options of {@linkcode CyclicLR}. */
export interface CyclicLROptions {
  /** How many steps the learning rate rises. Default: 2000. */
  stepSizeUp?: number;
  /** How many steps it falls. Default: as many as it rises. */
  stepSizeDown?: number;
  /** All cycles alike, each half as high as the last, or lower by gamma at every step. Default: `"triangular"`. */
  mode?: "triangular" | "triangular2" | "exp_range";
  /** The factor of `"exp_range"`. Default: 1. */
  gamma?: number;
  /** How high a cycle is, instead of what `mode` says: from 0 to 1. */
  scaleFn?: (x: number) => number;
  /** Whether `scaleFn` is given the number of the cycle, from 1, or of steps. Default: `"cycle"`. */
  scaleMode?: "cycle" | "iterations";
  /** Whether momentum falls while the learning rate rises. Default: true. */
  cycleMomentum?: boolean;
  /** The lowest momentum; one for all groups, or for each. Default: 0.8. */
  baseMomentum?: number | readonly number[];
  /** The highest momentum; one for all groups, or for each. Default: 0.9. */
  maxMomentum?: number | readonly number[];
}

type Mode = NonNullable<CyclicLROptions["mode"]>;

/**
 * From a low learning rate to a high one and back, along lines, again and again; momentum does the
 * opposite. `step` is called after every batch. Smith (2017), "Cyclical Learning Rates".
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1, momentum: 0.9 });
 * const scheduler = new optim.lrScheduler.CyclicLR(optimizer, 0.25, 0.75, { stepSizeUp: 2 });
 * const rates: number[] = [];
 * for (let batch = 0; batch < 5; batch++) {
 *   rates.push(...scheduler.getLastLr());
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(rates); // [0.25, 0.5, 0.75, 0.5, 0.25]
 * ```
 */
export class CyclicLR extends LRScheduler {
  readonly #maxLrs: readonly number[];
  readonly #momenta: readonly (readonly [low: number, high: number])[] | undefined;
  readonly #length: number;
  /** The part of a cycle in which the learning rate rises. */
  readonly #rising: number;
  readonly #scale: (x: number) => number;
  readonly #byCycle: boolean;

  /**
   * Makes the scheduler and sets the learning rate, and the momentum, that the cycles start with.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param baseLr the lowest learning rate; one for all groups, or for each
   * @param maxLr the highest learning rate; one for all groups, or for each
   * @param options how the cycles go
   * @throws {ValueError} `mode is invalid and scale_fn is None`, and for other options that make no sense;
   * the optimizer is as it was then
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicLROptions = {},
  ) {
    super(optimizer);
    const { stepSizeUp = 2000, mode = "triangular", gamma = 1, scaleFn } = options;
    const { stepSizeDown = stepSizeUp, scaleMode = "cycle", cycleMomentum = true } = options;
    const groups = this.groups();
    this.baseLrs = oneEach("base_lr", baseLr, groups.length);
    this.#maxLrs = oneEach("max_lr", maxLr, groups.length);
    this.#length = stepSizeUp + stepSizeDown;
    this.#rising = stepSizeUp / this.#length;
    if (scaleFn === undefined && !Object.hasOwn(SCALES, mode)) {
      throw new ValueError(
        "bad-option",
        "mode is invalid and scale_fn is None",
        'Modes are "triangular", "triangular2" and "exp_range".',
      );
    }
    this.#scale = scaleFn ?? SCALES[mode](gamma);
    this.#byCycle = scaleFn === undefined ? mode !== "exp_range" : scaleMode === "cycle";
    if (cycleMomentum) {
      if (!groups.every((group) => "momentum" in group)) {
        throw new ValueError(
          "bad-option",
          "optimizer must support momentum with `cycle_momentum` option enabled",
          "Pass { cycleMomentum: false }.",
        );
      }
      const low = oneEach("base_momentum", options.baseMomentum ?? 0.8, groups.length);
      const high = oneEach("max_momentum", options.maxMomentum ?? 0.9, groups.length);
      this.#momenta = low.map((momentum, i) => [momentum, high[i]!]);
    }
    this.begin();
  }

  protected override optionsAt(step: number): ScheduledStep[] {
    const cycle = Math.floor(1 + step / this.#length);
    const x = 1 + step / this.#length - cycle;
    const height = x <= this.#rising ? x / this.#rising : (x - 1) / (this.#rising - 1);
    const scale = this.#scale(this.#byCycle ? cycle : step);
    return this.baseLrs.map((low, i) => {
      const lr = low + (this.#maxLrs[i]! - low) * height * scale;
      const momenta = this.#momenta?.[i];
      if (momenta === undefined) return { lr };
      return { lr, momentum: momenta[1] - (momenta[1] - momenta[0]) * height * scale };
    });
  }
}

/** How high a cycle is, by its number or by that of the step. */
const SCALES: Readonly<Record<Mode, (gamma: number) => (x: number) => number>> = {
  triangular: () => () => 1,
  triangular2: () => (cycle) => 1 / 2 ** (cycle - 1),
  exp_range: (gamma) => (step) => gamma ** step,
};

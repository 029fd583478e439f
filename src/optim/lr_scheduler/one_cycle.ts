/**
 * The one-cycle policy.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler, oneEach, type ScheduledOptions, type ScheduledStep } from "./scheduler.ts";

/** How the values between two ends of a phase are found. */
export type AnnealStrategy = "cos" | "linear";

/** Options of {@linkcode OneCycleLR}: `totalSteps`, or `epochs` and `stepsPerEpoch`. */
export interface OneCycleLROptions {
  /** How many batches the cycle takes. */
  totalSteps?: number;
  /** How many epochs it takes, where `totalSteps` is not given. */
  epochs?: number;
  /** How many batches an epoch has, where `totalSteps` is not given. */
  stepsPerEpoch?: number;
  /** The part of the cycle in which the learning rate rises. Default: 0.3. */
  pctStart?: number;
  /** Along a cosine, or a line. Default: `"cos"`. */
  annealStrategy?: AnnealStrategy;
  /** Whether momentum (or the first of betas) falls while the learning rate rises. Default: true. */
  cycleMomentum?: boolean;
  /** The momentum at the highest learning rate; one for all groups, or for each. Default: 0.85. */
  baseMomentum?: number | readonly number[];
  /** The momentum at both ends; one for all groups, or for each. Default: 0.95. */
  maxMomentum?: number | readonly number[];
  /** How many times less than the highest learning rate the first one is. Default: 25. */
  divFactor?: number;
  /** How many times less than the first learning rate the last one is. Default: 10,000. */
  finalDivFactor?: number;
  /** Whether the learning rate falls as long as it rose, then further in a third phase. Default: false. */
  threePhase?: boolean;
}

/** A point of the cycle: a learning rate and a momentum. */
interface Point {
  readonly lr: number;
  readonly momentum: number;
}

/** The points of a cycle: where it starts, at the highest learning rate, back again, and at the end. */
type Points = Readonly<Record<"start" | "peak" | "return" | "end", Point>>;

/** From one point to another, up to and with a step. */
interface Phase {
  readonly lastStep: number;
  readonly from: keyof Points;
  readonly to: keyof Points;
}

/**
 * The learning rate rises from maxLr / 25 to maxLr in the first 30% of the steps, then falls to almost
 * nothing; momentum (or the first of betas) does the opposite, between 0.95 and 0.85. `step` is called
 * after every batch. Smith and Topin (2017), "Super-Convergence", in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, zeros } from "@hibana/hibana";
 *
 * const optimizer = new optim.SGD([zeros(1)], { lr: 1, momentum: 0.9 });
 * const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.5, { totalSteps: 10 });
 * console.log(scheduler.getLastLr(), optimizer.paramGroups[0]!.momentum); // [0.02] 0.95
 * for (let batch = 0; batch < 2; batch++) {
 *   optimizer.step();
 *   scheduler.step();
 * }
 * console.log(scheduler.getLastLr(), optimizer.paramGroups[0]!.momentum); // [0.5] 0.85
 * ```
 */
export class OneCycleLR extends LRScheduler {
  /** How many batches the cycle takes. */
  readonly totalSteps: number;
  readonly #phases: readonly Phase[];
  readonly #points: readonly Points[];
  readonly #anneal: (from: number, to: number, part: number) => number;
  readonly #cycleMomentum: boolean;

  /**
   * Makes the scheduler and sets the learning rate, and the momentum, that the cycle starts with.
   *
   * @param optimizer the optimizer whose groups are to be changed
   * @param maxLr the highest learning rate; one for all groups, or for each
   * @param options `totalSteps`, or `epochs` and `stepsPerEpoch`; how the cycle goes
   * @throws {ValueError} `Expected positive integer total_steps, but got 0`, and for other options that make
   * no sense; the optimizer is as it was then
   */
  constructor(
    optimizer: Optimizer<ScheduledOptions>,
    maxLr: number | readonly number[],
    options: OneCycleLROptions,
  ) {
    super(optimizer);
    const { pctStart = 0.3, annealStrategy = "cos", cycleMomentum = true } = options;
    const { divFactor = 25, finalDivFactor = 1e4, threePhase = false } = options;
    this.totalSteps = totalStepsOf(options);
    if (!(pctStart >= 0 && pctStart <= 1)) {
      throw new ValueError(
        "bad-option",
        `Expected float between 0 and 1 pct_start, but got ${pctStart}`,
        "It is the part of the steps in which the learning rate rises: 0.3, say.",
      );
    }
    if (!Object.hasOwn(ANNEALING, annealStrategy)) {
      throw new ValueError(
        "bad-option",
        `anneal_strategy must by one of 'cos' or 'linear', instead got ${annealStrategy}`,
        'Leave it out for "cos".',
      );
    }
    const groups = this.groups();
    if (cycleMomentum && !groups.every((group) => "momentum" in group || "betas" in group)) {
      throw new ValueError(
        "bad-option",
        "optimizer must support momentum with `cycle_momentum` option enabled",
        "Pass { cycleMomentum: false }.",
      );
    }
    const maxLrs = oneEach("max_lr", maxLr, groups.length);
    const high = oneEach("max_momentum", options.maxMomentum ?? 0.95, groups.length);
    const low = oneEach("base_momentum", options.baseMomentum ?? 0.85, groups.length);
    this.baseLrs = maxLrs.map((lr) => lr / divFactor);
    this.#points = maxLrs.map((lr, i) => {
      const [start, momentum] = [this.baseLrs[i]!, high[i]!];
      return {
        start: { lr: start, momentum },
        peak: { lr, momentum: low[i]! },
        return: { lr: start, momentum },
        end: { lr: start / finalDivFactor, momentum },
      };
    });
    this.#phases = phasesOf(this.totalSteps, pctStart, threePhase);
    this.#anneal = ANNEALING[annealStrategy];
    this.#cycleMomentum = cycleMomentum;
    this.begin();
  }

  protected override optionsAt(step: number): ScheduledStep[] {
    if (step > this.totalSteps) {
      throw new ValueError(
        "cycle-over",
        `Tried to step ${
          step + 1
        } times. The specified number of total steps is ${this.totalSteps}`,
        "The cycle is over: count batches, not epochs, or make a new scheduler.",
      );
    }
    const found = this.#phases.findIndex(({ lastStep }) => step <= lastStep);
    const i = found < 0 ? this.#phases.length - 1 : found;
    const { lastStep, from, to } = this.#phases[i]!;
    const firstStep = this.#phases[i - 1]?.lastStep ?? 0;
    // A phase of no length is at its end at once.
    const part = lastStep === firstStep ? 1 : (step - firstStep) / (lastStep - firstStep);
    return this.groups().map(({ betas }, group) => {
      const [a, b] = [this.#points[group]![from], this.#points[group]![to]];
      const lr = this.#anneal(a.lr, b.lr, part);
      if (!this.#cycleMomentum) return { lr };
      const momentum = this.#anneal(a.momentum, b.momentum, part);
      return betas === undefined ? { lr, momentum } : { lr, betas: [momentum, betas[1]] };
    });
  }
}

/** From one value to another as part goes from 0 to 1. */
const ANNEALING: Readonly<
  Record<AnnealStrategy, (from: number, to: number, part: number) => number>
> = {
  cos: (from, to, part) => to + (from - to) / 2 * (Math.cos(Math.PI * part) + 1),
  linear: (from, to, part) => (to - from) * part + from,
};

function phasesOf(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const rise: Phase = { lastStep: pctStart * totalSteps - 1, from: "start", to: "peak" };
  const lastStep = totalSteps - 1;
  if (!threePhase) return [rise, { lastStep, from: "peak", to: "end" }];
  return [
    rise,
    { lastStep: 2 * pctStart * totalSteps - 2, from: "peak", to: "return" },
    { lastStep, from: "return", to: "end" },
  ];
}

function totalStepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps === undefined && epochs === undefined && stepsPerEpoch === undefined) {
    throw new ValueError(
      "bad-option",
      "You must define either total_steps OR (epochs AND steps_per_epoch)",
      "Pass { totalSteps: 1000 }, or { epochs: 10, stepsPerEpoch: 100 }.",
    );
  }
  if (totalSteps !== undefined) return positive("total_steps", totalSteps);
  return positive("epochs", epochs) * positive("steps_per_epoch", stepsPerEpoch);
}

function positive(name: string, value: number | undefined): number {
  if (value !== undefined && Number.isInteger(value) && value > 0) return value;
  throw new ValueError(
    "bad-option",
    `Expected positive integer ${name}, but got ${value}`,
    "It is a count, from 1 up.",
  );
}

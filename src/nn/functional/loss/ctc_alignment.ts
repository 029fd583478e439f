/**
 * Forward and backward variables of connectionist temporal classification, for one sequence. Pure numbers.
 *
 * @module
 */

/** One sequence: what is heard, and what was said. */
export interface Sequence {
  /** The log-probability of a class at a step. */
  readonly logProbability: (step: number, label: number) => number;
  readonly steps: number;
  readonly labels: readonly number[];
  readonly blank: number;
}

/** log(e^a + e^b), also where one or both are minus infinity. */
function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === -Infinity ? -Infinity : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}

/**
 * The negative log-likelihood of the labels, and its slopes.
 *
 * @returns the loss, infinite where the labels do not fit into the steps; and the gradient at a step and a
 * class, with respect to the scores of a softmax
 */
export function alignment(
  sequence: Sequence,
): { loss: number; gradient: (step: number, label: number) => number } {
  const { logProbability, steps, labels, blank } = sequence;
  // Blanks stand before, between and after the labels.
  const states = [blank, ...labels.flatMap((label) => [label, blank])];
  const count = states.length;
  /** Whether a path may come from two states before: over a blank between different labels. */
  const skips = states.map((label, s) => s > 1 && label !== blank && label !== states[s - 2]);
  const grid = () => Array.from({ length: steps }, () => new Float64Array(count).fill(-Infinity));
  const [forward, backward] = [grid(), grid()];
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < count; s++) {
      let arriving = t === 0 && s < 2 ? 0 : -Infinity;
      if (t > 0) {
        const before = forward[t - 1]!;
        arriving = logAdd(before[s]!, s > 0 ? before[s - 1]! : -Infinity);
        if (skips[s]) arriving = logAdd(arriving, before[s - 2]!);
      }
      forward[t]![s] = arriving + logProbability(t, states[s]!);
    }
  }
  for (let t = steps - 1; t >= 0; t--) {
    for (let s = 0; s < count; s++) {
      let leaving = t === steps - 1 && s >= count - 2 ? 0 : -Infinity;
      if (t < steps - 1) {
        const after = backward[t + 1]!;
        leaving = logAdd(after[s]!, s + 1 < count ? after[s + 1]! : -Infinity);
        if (skips[s + 2]) leaving = logAdd(leaving, after[s + 2]!);
      }
      backward[t]![s] = leaving + logProbability(t, states[s]!);
    }
  }
  const last = forward.at(-1);
  const likelihood = last === undefined
    ? (labels.length === 0 ? 0 : -Infinity)
    : logAdd(last[count - 1]!, count > 1 ? last[count - 2]! : -Infinity);
  return {
    loss: -likelihood,
    gradient(step, label) {
      let through = -Infinity;
      states.forEach((state, s) => {
        if (state === label) through = logAdd(through, forward[step]![s]! + backward[step]![s]!);
      });
      const own = logProbability(step, label);
      return Math.exp(own) - Math.exp(through - likelihood - own);
    },
  };
}

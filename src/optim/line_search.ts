/**
 * A line search for the strong Wolfe conditions: the loss has fallen enough, and the slope has flattened.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";

/** What is known of a point on the line. */
export interface Point {
  /** How far along the direction it lies. */
  readonly t: number;
  /** The loss there. */
  readonly loss: number;
  /** The gradient there, [n]. */
  readonly grad: Tensor;
  /** The slope along the direction. */
  readonly slope: number;
}

const [MUST_FALL, MUST_FLATTEN, MOST_EVALUATIONS] = [1e-4, 0.9, 25];

/**
 * Finds a point along a direction that meets the strong Wolfe conditions; Nocedal and Wright, Numerical
 * Optimization, algorithms 3.5 and 3.6, in PyTorch's form.
 *
 * @param at evaluates the loss and its gradient at a distance
 * @param start the point at distance 0
 * @param t the distance to try first
 * @param shortest what is shorter is not divided any more
 * @returns the best point, and how often `at` was asked
 */
export function strongWolfe(
  at: (t: number) => Point,
  start: Point,
  t: number,
  shortest: number,
): { best: Point; evaluations: number } {
  const rises = ({ t, loss }: Point) => loss > start.loss + MUST_FALL * t * start.slope;
  const flat = ({ slope }: Point) => Math.abs(slope) <= -MUST_FLATTEN * start.slope;
  let [before, now, steps] = [start, at(t), 0];

  // Go on until there is a point between two that must be what is sought.
  let bracket: [Point, Point] | undefined;
  while (steps < MOST_EVALUATIONS) {
    if (rises(now) || (steps > 1 && now.loss >= before.loss)) {
      bracket = [before, now];
      break;
    }
    if (flat(now)) return { best: now, evaluations: steps + 1 };
    if (now.slope >= 0) {
      bracket = [before, now];
      break;
    }
    const next = cubicMinimum(before, now, [now.t + 0.01 * (now.t - before.t), now.t * 10]);
    [before, now] = [now, at(next)];
    steps++;
  }
  bracket ??= [start, now];

  // Then divide, and keep the part that must have it.
  const lower = ([a, b]: [Point, Point]) => a.loss <= b.loss ? 0 : 1;
  let low: 0 | 1 = lower(bracket);
  let slow = false;
  while (steps < MOST_EVALUATIONS) {
    const [near, far] = bracket.map(({ t }) => t).sort((a, b) => a - b) as [number, number];
    if (far - near < shortest) break;
    let t: number = cubicMinimum(...bracket);
    const margin = 0.1 * (far - near);
    const close = Math.min(far - t, t - near) < margin;
    // Close to an end for the second time: it is moved away from there.
    const stuck: boolean = close && (slow || t >= far || t <= near);
    if (stuck) t = Math.abs(t - far) < Math.abs(t - near) ? far - margin : near + margin;
    slow = close && !stuck;
    const tried: Point = at(t);
    steps++;
    const high = 1 - low as 0 | 1;
    if (rises(tried) || tried.loss >= bracket[low].loss) {
      bracket[high] = tried;
      low = lower(bracket);
      continue;
    }
    if (flat(tried)) return { best: tried, evaluations: steps + 1 };
    if (tried.slope * (bracket[high].t - bracket[low].t) >= 0) bracket[high] = bracket[low];
    bracket[low] = tried;
  }
  return { best: bracket[low], evaluations: steps + 1 };
}

/** Where the cubic that has the losses and slopes of two points is lowest, kept between bounds. */
function cubicMinimum(a: Point, b: Point, bounds?: readonly [number, number]): number {
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const [low, high] = bounds ?? [left.t, right.t];
  const d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
  const square = d1 ** 2 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const part = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  return Math.min(Math.max(right.t - (right.t - left.t) * part, low), high);
}

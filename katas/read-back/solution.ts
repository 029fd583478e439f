import { stack, type Tensor } from "@hibana/hibana";

/**
 * How many rows the scores have, [examples, classes].
 *
 * Why it works: JavaScript knows a tensor's shape without asking the device. Everything else is computed
 * there, and what is read, once, are the few numbers that somebody wants to see.
 */
export function countExamples(scores: Tensor): number {
  return scores.size(0);
}

/** For each row of the scores, the position of the largest. */
export function bestClasses(scores: Tensor): number[] {
  return scores.argmax(1).toArray() as number[];
}

/** The mean of losses, each a 0-d tensor. */
export function meanLoss(losses: readonly Tensor[]): number {
  return Number(stack(losses).mean().item());
}

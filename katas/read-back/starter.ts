// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";

/** How many rows the scores have, [examples, classes]. */
export function countExamples(scores: Tensor): number {
  throw new Error("Implement countExamples: see README");
}

/** For each row of the scores, the position of the largest. */
export function bestClasses(scores: Tensor): number[] {
  throw new Error("Implement bestClasses: see README");
}

/** The mean of losses, each a 0-d tensor. */
export function meanLoss(losses: readonly Tensor[]): number {
  throw new Error("Implement meanLoss: see README");
}

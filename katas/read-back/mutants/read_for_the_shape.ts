import type { Tensor } from "@hibana/hibana";

export { bestClasses, meanLoss } from "../solution.ts";

/**
 * You fetched all the numbers to count them. How many there are is known without looking at one: the shape
 * is kept in JavaScript, beside the tensor.
 */
export function countExamples(scores: Tensor): number {
  return (scores.toArray() as number[][]).length;
}

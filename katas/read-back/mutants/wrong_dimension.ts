import type { Tensor } from "@hibana/hibana";

export { countExamples, meanLoss } from "../solution.ts";

/**
 * You looked along the wrong dimension. argmax(0) looks down each column, and says which example scored
 * best for a class; argmax(1) looks along each row.
 */
export function bestClasses(scores: Tensor): number[] {
  return scores.argmax(0).toArray() as number[];
}

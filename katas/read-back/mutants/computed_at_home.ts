import type { Tensor } from "@hibana/hibana";

export { countExamples, meanLoss } from "../solution.ts";

/**
 * You read only once, but all of the scores, to look for the largest in JavaScript. With a row for every
 * word of a language that is a lot of traffic for one number a row: compute on the device, then read.
 */
export function bestClasses(scores: Tensor): number[] {
  const rows = scores.toArray() as number[][];
  return rows.map((row) => row.indexOf(Math.max(...row)));
}

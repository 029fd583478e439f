import type { Tensor } from "@hibana/hibana";

export { countExamples, meanLoss } from "../solution.ts";

/**
 * You read inside a loop, once for every row. Each read waits for the device: let argmax work on all rows
 * at once, and read its result in one go.
 */
export function bestClasses(scores: Tensor): number[] {
  const classes: number[] = [];
  for (let i = 0; i < scores.size(0); i++) classes.push(Number(scores.at(i).argmax().item()));
  return classes;
}

import { stack, type Tensor } from "@hibana/hibana";

export { bestClasses, countExamples } from "../solution.ts";

/**
 * You read all the losses at once, and took their mean in JavaScript. Once is right; but the mean can be
 * taken on the device, and then one number comes home instead of all.
 */
export function meanLoss(losses: readonly Tensor[]): number {
  const values = stack(losses).toArray() as number[];
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

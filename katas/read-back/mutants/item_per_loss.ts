import type { Tensor } from "@hibana/hibana";

export { bestClasses, countExamples } from "../solution.ts";

/**
 * You read each loss for itself, and waited for the device as many times. Make one tensor of them on the
 * device, and read that.
 */
export function meanLoss(losses: readonly Tensor[]): number {
  return losses.reduce((sum, loss) => sum + Number(loss.item()), 0) / losses.length;
}

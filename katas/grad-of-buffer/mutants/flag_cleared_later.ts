import type { Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You updated on the tape, and then switched requiresGrad off. That flag is for leaves; what was computed
 * requires a gradient because of where it came from, and switching is refused: do not record to begin with.
 */
export class Center extends Solution {
  override update(x: Tensor, momentum = 0.1): void {
    this.mean.mul_(1 - momentum).add_(x.mean(0).mul(momentum));
    this.mean.requiresGrad = false;
  }
}

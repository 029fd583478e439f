import type { Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You updated the mean on the tape. It was computed from x, so it now hangs on the graph of this batch, and
 * the next batch's graph on both: do it inside noGrad.
 */
export class Center extends Solution {
  override update(x: Tensor, momentum = 0.1): void {
    this.mean.mul_(1 - momentum).add_(x.mean(0).mul(momentum));
  }
}

import type { Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You detached the input in forward. The layers below get no gradient any more, and only your weight is
 * trained: detach x where the mean is updated, if at all, not where it is used.
 */
export class Center extends Solution {
  override forward(x: Tensor): Tensor {
    return super.forward(x.detach());
  }
}

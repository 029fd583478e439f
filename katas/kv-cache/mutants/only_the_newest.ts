import type { Tensor } from "@hibana/hibana";
import { CachedAttention as Solution } from "../solution.ts";

/**
 * You replaced what was in the cache with the keys and values of the new tokens. They would see themselves
 * only: append to what is there.
 */
export class CachedAttention extends Solution {
  override step(x: Tensor): Tensor {
    this.reset();
    return super.step(x);
  }
}

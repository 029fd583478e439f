import type { Tensor } from "@hibana/hibana";
import { CachedAttention as Solution } from "../solution.ts";

/**
 * You reset the cache when a batch of another size comes. Whoever forgot reset() is told nothing, and the next
 * time, when both batches have one size, one text leaks into the other: refuse it.
 */
export class CachedAttention extends Solution {
  override step(x: Tensor): Tensor {
    if (this.keys?.size(0) !== x.size(0)) this.reset();
    return super.step(x);
  }
}

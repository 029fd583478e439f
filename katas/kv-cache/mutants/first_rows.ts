import type { Tensor } from "@hibana/hibana";
import { CachedAttention as Solution } from "../solution.ts";

/**
 * You cut the cache down to the rows of the new batch, as code with a cache for the largest batch does. But its
 * rows belong to other texts, which leak into this one: refuse a batch of another size.
 */
export class CachedAttention extends Solution {
  override step(x: Tensor): Tensor {
    const rows = `:${x.size(0)}`;
    this.keys = this.keys?.at(rows) ?? null;
    this.values = this.values?.at(rows) ?? null;
    return super.step(x);
  }
}

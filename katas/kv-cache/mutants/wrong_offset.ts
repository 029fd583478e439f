import { cat, softmax, type Tensor, ValueError } from "@hibana/hibana";
import { CachedAttention as Solution } from "../solution.ts";

/**
 * You cut the mask from its first row on, as for a text that begins. But the new tokens are later ones: the row
 * of token 5 says what token 5 may see. Begin with the row that is the number of tokens in the cache.
 */
export class CachedAttention extends Solution {
  override step(x: Tensor): Tensor {
    const held = this.keys?.size(0) ?? x.size(0);
    if (held !== x.size(0)) {
      throw new ValueError(
        "batch-size",
        `the cache holds a batch of ${held}, but got a batch of ${x.size(0)}`,
        "Call reset() before another text begins.",
      );
    }
    const past = this.keys?.size(1) ?? 0;
    const seen = past + x.size(1);
    this.keys = append(this.keys, this.W_key.forward(x));
    this.values = append(this.values, this.W_value.forward(x));

    const scores = this.W_query.forward(x).matmul(this.keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`:${x.size(1)}`, `:${seen}`), -Infinity);
    return softmax(scores.div(this.keys.size(-1) ** 0.5), -1).matmul(this.values);
  }
}

/** What was there, and what comes next, which no gradient can flow through. */
function append(cache: Tensor | null, next: Tensor): Tensor {
  return cache === null ? next.detach() : cat([cache, next.detach()], 1);
}

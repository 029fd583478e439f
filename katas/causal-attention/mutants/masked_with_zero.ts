import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You set the scores of later tokens to 0. That is a score like any other, and softmax gives it weight: the
 * future leaks in. Only -Infinity has a weight of exactly zero.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    const masked = scores.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), 0);
    const weights = softmax(masked.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

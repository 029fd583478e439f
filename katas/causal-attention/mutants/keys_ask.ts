import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You multiplied keys by queries. The rows are the tokens that ask, so the queries come first; the other way
 * round every score stands in its mirror place.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = keys.matmul(this.W_query.forward(x).transpose(1, 2));
    const masked = scores.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(masked.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

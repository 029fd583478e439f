import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You took softmax over the wrong dimension: in each column, over the tokens that ask. It is the row of one
 * token that is shared out among those it attends to: the last dimension, -1.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    const masked = scores.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(masked.div(keys.size(-1) ** 0.5), 1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You made a dropout layer and did not use it. The book drops attention weights while training: call it on the
 * weights, before they meet the values.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    const masked = scores.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    return softmax(masked.div(keys.size(-1) ** 0.5), -1).matmul(this.W_value.forward(x));
  }
}

import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You masked the weights, after softmax. They had summed to one, and what you set to zero is now missing: the
 * first token keeps a fraction of its own value. Mask the scores, so that softmax shares out all of it.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    const weights = softmax(scores.div(keys.size(-1) ** 0.5), -1);
    const masked = weights.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), 0);
    return this.dropout.forward(masked).matmul(this.W_value.forward(x));
  }
}

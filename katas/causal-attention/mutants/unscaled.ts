import { softmax, type Tensor } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You left out the division by the square root of dOut. With it the scores have the same spread in every
 * dimension; without it softmax all but picks one token in wide models.
 */
export class CausalAttention extends Solution {
  override forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const scores = this.W_query.forward(x).matmul(this.W_key.forward(x).transpose(1, 2));
    const masked = scores.maskedFill(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(masked, -1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

import { softmax, type Tensor, zeros } from "@hibana/hibana";
import { CachedAttention as Solution } from "../solution.ts";

/**
 * You made room for the whole text in advance, but on the CPU. The first step of a model that lives elsewhere
 * then meets two devices: make it where the keys are, with { device: x.device }.
 */
export class CachedAttention extends Solution {
  count = 0;

  override step(x: Tensor): Tensor {
    const [batch, tokens] = x.shape as [number, number, number];
    if (this.keys !== null && this.keys.size(0) !== batch) return super.step(x);
    if (this.keys === null) this.count = 0;
    this.keys ??= zeros(batch, this.mask.size(0), this.W_key.weight.size(0));
    this.values ??= zeros(batch, this.mask.size(0), this.W_key.weight.size(0));
    const [past, seen] = [this.count, this.count + tokens];
    this.keys.narrow(1, past, tokens).copy_(this.W_key.forward(x).detach());
    this.values.narrow(1, past, tokens).copy_(this.W_value.forward(x).detach());
    this.count = seen;

    const keys = this.keys.narrow(1, 0, seen);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`${past}:${seen}`, `:${seen}`), -Infinity);
    return softmax(scores.div(keys.size(-1) ** 0.5), -1).matmul(this.values.narrow(1, 0, seen));
  }
}

import { cat, softmax, type Tensor, ValueError } from "@hibana/hibana";
import { CausalAttention } from "../causal-attention/solution.ts";

/**
 * Why it works: a token's key and value never change, since it sees nothing that comes after it. So they
 * are computed once, and kept in two slots that to() knows, checkpoints do not, and reset() empties.
 */
export class CachedAttention extends CausalAttention {
  declare keys: Tensor | null;
  declare values: Tensor | null;

  /** Layers that map dIn numbers a token to dOut, for texts of up to contextLength tokens. */
  constructor(dIn: number, dOut: number, contextLength: number) {
    super(dIn, dOut, contextLength, 0);
    this.registerBuffer("keys", null, { persistent: false });
    this.registerBuffer("values", null, { persistent: false });
  }

  /** The next tokens of a text, [batch, tokens, dIn] to [batch, tokens, dOut]: they see those before. */
  step(x: Tensor): Tensor {
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
    scores.maskedFill_(this.mask.bool().at(`${past}:${seen}`, `:${seen}`), -Infinity);
    return softmax(scores.div(this.keys.size(-1) ** 0.5), -1).matmul(this.values);
  }

  /** Forgets the text. */
  reset(): void {
    this.keys = null;
    this.values = null;
  }
}

/** What was there, and what comes next, which no gradient can flow through. */
function append(cache: Tensor | null, next: Tensor): Tensor {
  return cache === null ? next.detach() : cat([cache, next.detach()], 1);
}

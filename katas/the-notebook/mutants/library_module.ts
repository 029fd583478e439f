import { nn, ones, softmax, type Tensor, triu } from "@hibana/hibana";

export { CausalAttentionWithoutBuffers, notebook } from "../solution.ts";

/**
 * You built on nn.Module. It would print the same, but this is your graduation: take the Module that you have
 * written yourself, and the layers that layersFor builds on it.
 */
export class CausalAttentionWithBuffer extends nn.Module {
  declare W_query: nn.Linear;
  declare W_key: nn.Linear;
  declare W_value: nn.Linear;
  declare dropout: nn.Dropout;
  declare mask: Tensor;

  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super();
    this.W_query = new nn.Linear(dIn, dOut, { bias: false });
    this.W_key = new nn.Linear(dIn, dOut, { bias: false });
    this.W_value = new nn.Linear(dIn, dOut, { bias: false });
    this.dropout = new nn.Dropout(dropout);
    this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
  }

  forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(scores.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

import { ones, softmax, type Tensor, triu } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";
import { layersFor } from "../support/layers.ts";

const { Linear, Dropout } = layersFor(Module);

/**
 * Why it works: the mask is made once, for the longest input, and is a buffer: to() takes it along, and
 * forward cuts off the corner that it needs. It works on scores, before softmax, where -Infinity means a
 * weight of zero and the others still sum to one.
 */
export class CausalAttention extends Module {
  declare W_query: InstanceType<typeof Linear>;
  declare W_key: InstanceType<typeof Linear>;
  declare W_value: InstanceType<typeof Linear>;
  declare dropout: InstanceType<typeof Dropout>;
  declare mask: Tensor;

  /** Layers that map dIn numbers a token to dOut; a mask for up to contextLength tokens. */
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number, qkvBias = false) {
    super();
    this.W_query = new Linear(dIn, dOut, { bias: qkvBias });
    this.W_key = new Linear(dIn, dOut, { bias: qkvBias });
    this.W_value = new Linear(dIn, dOut, { bias: qkvBias });
    this.dropout = new Dropout(dropout);
    this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
  }

  /** [batch, tokens, dIn] to [batch, tokens, dOut]: each token attends to itself and those before. */
  forward(x: Tensor): Tensor {
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const queries = this.W_query.forward(x);
    const values = this.W_value.forward(x);

    const scores = queries.matmul(keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(scores.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(values);
  }
}

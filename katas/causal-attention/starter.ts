// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { ones, softmax, type Tensor, triu } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";
import { layersFor } from "../support/layers.ts";

const { Linear, Dropout } = layersFor(Module);

/** The causal attention of the notebook, on your own Module. */
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
    throw new Error("Implement constructor: see README");
  }

  /** [batch, tokens, dIn] to [batch, tokens, dOut]: each token attends to itself and those before. */
  forward(x: Tensor): Tensor {
    throw new Error("Implement forward: see README");
  }
}

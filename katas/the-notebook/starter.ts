// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { manualSeed, noGrad, ones, softmax, type Tensor, triu } from "@hibana/hibana";
import { layersFor } from "../support/layers.ts";
import { notebookBatch, type Print } from "../support/notebook.ts";
import { Module } from "../your-module/solution.ts";

const { Linear, Dropout } = layersFor(Module);

/** What the notebook's two classes have in common: all but where the mask comes from. */
abstract class CausalAttention extends Module {
  declare W_query: InstanceType<typeof Linear>;
  declare W_key: InstanceType<typeof Linear>;
  declare W_value: InstanceType<typeof Linear>;
  declare dropout: InstanceType<typeof Dropout>;
  declare mask: Tensor;

  constructor(dIn: number, dOut: number, dropout: number) {
    super();
    this.W_query = new Linear(dIn, dOut, { bias: false });
    this.W_key = new Linear(dIn, dOut, { bias: false });
    this.W_value = new Linear(dIn, dOut, { bias: false });
    this.dropout = new Dropout(dropout);
  }

  forward(x: Tensor): Tensor {
    throw new Error("Implement forward: see README");
  }
}

/** Cell 1: the mask is an attribute like any other. */
export class CausalAttentionWithoutBuffers extends CausalAttention {
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super(dIn, dOut, dropout);
    throw new Error("Implement CausalAttentionWithoutBuffers: see README");
  }
}

/** Cell 9: the mask is a buffer. */
export class CausalAttentionWithBuffer extends CausalAttention {
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super(dIn, dOut, dropout);
    throw new Error("Implement CausalAttentionWithBuffer: see README");
  }
}

/**
 * The notebook, cell by cell.
 *
 * @param accelerator the device where the notebook says `cuda`
 * @param print takes the number of a cell, and what it prints
 */
export function notebook(accelerator: string, print: Print): void {
  throw new Error("Implement notebook: see README");
}

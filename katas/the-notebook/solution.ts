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
    const tokens = x.size(1);
    const keys = this.W_key.forward(x);
    const scores = this.W_query.forward(x).matmul(keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`:${tokens}`, `:${tokens}`), -Infinity);
    const weights = softmax(scores.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(this.W_value.forward(x));
  }
}

/** Cell 1: the mask is an attribute like any other. */
export class CausalAttentionWithoutBuffers extends CausalAttention {
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super(dIn, dOut, dropout);
    this.mask = triu(ones(contextLength, contextLength), 1);
  }
}

/** Cell 9: the mask is a buffer. */
export class CausalAttentionWithBuffer extends CausalAttention {
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super(dIn, dOut, dropout);
    this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
  }
}

/**
 * The notebook, cell by cell.
 *
 * Why it works: both models are seeded once, so the second draws where the first has stopped. The first one
 * moves without its mask, until somebody moves it by hand; the second one's list of buffers leads to() to it.
 *
 * @param accelerator the device where the notebook says `cuda`
 * @param print takes the number of a cell, and what it prints
 */
export function notebook(accelerator: string, print: Print): void {
  const devices = (model: CausalAttention) =>
    `W_query.device: ${model.W_query.weight.device}\nmask.device: ${model.mask.device}`;

  manualSeed(123);
  let batch = notebookBatch();
  const run = (model: CausalAttention) => String(noGrad(() => model.forward(batch)));

  const without = new CausalAttentionWithoutBuffers(3, 2, 6, 0);
  print(2, run(without));

  batch = batch.to(accelerator);
  without.to(accelerator);
  try {
    run(without);
  } catch (error) {
    print(4, String(error));
  }
  print(5, devices(without));
  print(6, without.mask.constructor.name);

  without.mask = without.mask.to(accelerator);
  print(7, `mask.device: ${without.mask.device}`);
  print(8, run(without));

  const withBuffer = new CausalAttentionWithBuffer(3, 2, 6, 0);
  withBuffer.to(accelerator);
  print(10, devices(withBuffer));
  print(11, run(withBuffer));
}

/**
 * The notebook "Understanding PyTorch Buffers", cell by cell: first on the CPU, then moved to an
 * accelerator, where the module whose mask is no buffer fails, is mended by hand, and then properly.
 *
 * Run it with `deno task demo`. Nothing it prints is typed in: all of it follows from `manualSeed(123)`.
 */
import {
  manualSeed,
  nn,
  noGrad,
  ones,
  RuntimeError,
  softmax,
  stack,
  type Tensor,
  tensor,
  triu,
  webgpu,
} from "@hibana/hibana";
import source from "./buffers_notebook.ts" with { type: "text" };
import { Notebook } from "./notebook.ts";

class CausalAttentionWithoutBuffers extends nn.Module {
  declare dOut: number;
  declare W_query: nn.Linear;
  declare W_key: nn.Linear;
  declare W_value: nn.Linear;
  declare dropout: nn.Dropout;
  declare mask: Tensor;

  constructor(dIn: number, dOut: number, contextLength: number, dropout: number, qkvBias = false) {
    super();
    this.dOut = dOut;
    this.W_query = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.W_key = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.W_value = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.dropout = new nn.Dropout(dropout);
    this.mask = triu(ones(contextLength, contextLength), 1);
  }

  forward(x: Tensor): Tensor {
    const [_b, numTokens, _dIn] = x.shape;
    const keys = this.W_key.forward(x);
    const queries = this.W_query.forward(x);
    const values = this.W_value.forward(x);

    const attnScores = queries.matmul(keys.transpose(1, 2));
    attnScores.maskedFill_(this.mask.bool().at(`:${numTokens}`, `:${numTokens}`), -Infinity);
    let attnWeights = softmax(attnScores.div(keys.size(-1) ** 0.5), -1);
    attnWeights = this.dropout.forward(attnWeights);

    const contextVec = attnWeights.matmul(values);
    return contextVec;
  }
}

class CausalAttentionWithBuffer extends nn.Module {
  declare dOut: number;
  declare W_query: nn.Linear;
  declare W_key: nn.Linear;
  declare W_value: nn.Linear;
  declare dropout: nn.Dropout;
  declare mask: Tensor;

  constructor(dIn: number, dOut: number, contextLength: number, dropout: number, qkvBias = false) {
    super();
    this.dOut = dOut;
    this.W_query = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.W_key = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.W_value = new nn.Linear(dIn, dOut, { bias: qkvBias });
    this.dropout = new nn.Dropout(dropout);
    // Old:
    // this.mask = triu(ones(contextLength, contextLength), 1);

    // New:
    this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
  }

  forward(x: Tensor): Tensor {
    const [_b, numTokens, _dIn] = x.shape;
    const keys = this.W_key.forward(x);
    const queries = this.W_query.forward(x);
    const values = this.W_value.forward(x);

    const attnScores = queries.matmul(keys.transpose(1, 2));
    attnScores.maskedFill_(this.mask.bool().at(`:${numTokens}`, `:${numTokens}`), -Infinity);
    let attnWeights = softmax(attnScores.div(keys.size(-1) ** 0.5), -1);
    attnWeights = this.dropout.forward(attnWeights);

    const contextVec = attnWeights.matmul(values);
    return contextVec;
  }
}

const notebook = new Notebook(source);

/** Where the notebook says "cuda": WebGPU where there is an adapter, else a device that simulates one. */
const accelerator = await webgpu.init() ? "webgpu" : "sim";

let batch: Tensor;
let dIn: number;
let dOut: number;
let contextLength: number;
let caWithoutBuffer: CausalAttentionWithoutBuffers;
let caWithBuffer: CausalAttentionWithBuffer;

notebook.heading("Understanding buffers");
notebook.prose(
  `Buffers are tensors that belong to a module but are not trained. Like parameters they must be on
  the right device; unlike parameters they need no gradient.`,
);

notebook.heading("An example without buffers, on the CPU");
notebook.prose("Causal self-attention whose mask is an ordinary attribute:");
notebook.definition(1, CausalAttentionWithoutBuffers);
notebook.prose("It runs as it should:");
notebook.cell(2, () => {
  manualSeed(123);

  const inputs = tensor([
    [0.43, 0.15, 0.89], // Your     (x^1)
    [0.55, 0.87, 0.66], // journey  (x^2)
    [0.57, 0.85, 0.64], // starts   (x^3)
    [0.22, 0.58, 0.33], // with     (x^4)
    [0.77, 0.25, 0.10], // one      (x^5)
    [0.05, 0.80, 0.55], // step     (x^6)
  ]);

  batch = stack([inputs, inputs], 0);
  contextLength = batch.size(1);
  dIn = inputs.size(1);
  dOut = 2;

  caWithoutBuffer = new CausalAttentionWithoutBuffers(dIn, dOut, contextLength, 0.0);

  const contextVecs = noGrad(() => caWithoutBuffer.forward(batch));

  console.log(contextVecs);
});

notebook.heading(`The same on an accelerator: ${accelerator}`);
if (accelerator === "webgpu") {
  const { description, software } = webgpu.adapter()!;
  notebook.prose(
    `WebGPU found an adapter: ${description}${software ? ", which computes in software" : ""}.`,
  );
} else {
  notebook.prose(
    `WebGPU found no adapter here, so the device "sim" stands in for it: it keeps its own memory and
    computes on the CPU. For a real one install your GPU's driver, or, on Debian and Ubuntu, a
    software adapter: apt-get install mesa-vulkan-drivers.`,
  );
}
notebook.prose("Training large models takes a GPU, so the module and its input move there:");
notebook.cell(3, () => {
  console.log("Machine has GPU:", webgpu.isAvailable());

  batch = batch.to(accelerator);
  caWithoutBuffer.to(accelerator);
});
notebook.prose("The same code again:");
notebook.cell(4, () => {
  try {
    noGrad(() => caWithoutBuffer.forward(batch));
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    console.log(String(error));
  }
});
notebook.prose("What happened? The module has moved, but has all of it?");
notebook.cell(5, () => {
  console.log("W_query.device:", caWithoutBuffer.W_query.weight.device.toString());
  console.log("mask.device:", caWithoutBuffer.mask.device.toString());
});
notebook.cell(6, () => {
  console.log(caWithoutBuffer.mask.constructor.name);
});
notebook.prose(
  "The mask is a plain tensor, no parameter: it stayed behind. It can be moved by hand:",
);
notebook.cell(7, () => {
  caWithoutBuffer.mask = caWithoutBuffer.mask.to(accelerator);
  console.log("mask.device:", caWithoutBuffer.mask.device.toString());
});
notebook.cell(8, () => {
  const contextVecs = noGrad(() => caWithoutBuffer.forward(batch));

  console.log(contextVecs);
});
notebook.prose("This time it worked. But who remembers to move every tensor by hand?");

notebook.heading("An example with buffers");
notebook.prose("One line is different: the mask is registered as a buffer.");
notebook.definition(9, CausalAttentionWithBuffer);
notebook.prose("Now it moves along with the module:");
notebook.cell(10, () => {
  caWithBuffer = new CausalAttentionWithBuffer(dIn, dOut, contextLength, 0.0);
  caWithBuffer.to(accelerator);

  console.log("W_query.device:", caWithBuffer.W_query.weight.device.toString());
  console.log("mask.device:", caWithBuffer.mask.device.toString());
});
notebook.cell(11, () => {
  const contextVecs = noGrad(() => caWithBuffer.forward(batch));

  console.log(contextVecs);
});
notebook.prose("And back on the CPU it prints the same numbers:");
notebook.cell(12, () => {
  caWithBuffer.to("cpu");
  const contextVecs = noGrad(() => caWithBuffer.forward(batch.to("cpu")));

  console.log(contextVecs);
});

/** onnxruntime-web, on the execution provider that its first argument names: wasm or webgpu. */
import type { Row } from "../../workloads/row.ts";
import { versionOf } from "../import.ts";
import { type Peer, Unsupported, type Workload } from "../job.ts";
import { serve } from "../serve.ts";
import { Graph } from "./graph.ts";
import { Writer } from "./models.ts";
import { running } from "./session.ts";

/** A workload whose inputs are all handed over at each run. */
function fed(
  names: string[],
  build: (graph: Graph, row: Row, ...inputs: string[]) => string,
): Workload {
  return (row) => {
    const graph = new Graph();
    const inputs = names.map((name) => graph.input(name, row.inputs[name]!.shape));
    graph.output(build(graph, row, ...inputs), "out");
    return running(graph, row);
  };
}

function noGradients(): never {
  throw new Unsupported("onnxruntime-web computes no gradients");
}

const workloads: Record<string, Workload> = {
  matmul: fed(["a", "b"], (graph, _row, a, b) => graph.node("MatMul", [a!, b!])),
  softmax: fed(["x"], (graph, _row, x) => graph.node("Softmax", [x!], { axis: -1 })),
  layerNorm: fed(
    ["x", "weight", "bias"],
    (graph, _row, x, weight, bias) =>
      graph.node("LayerNormalization", [x!, weight!, bias!], {
        axis: -1,
        epsilon: { float: 1e-5 },
      }),
  ),
  gelu: fed(
    ["x", "w", "b"],
    (graph, _row, x, w, b) =>
      graph.node("Gelu", [graph.node("Add", [graph.node("Mul", [x!, w!]), b!])]),
  ),
  conv2d: fed(
    ["x", "w", "b"],
    (graph, _row, x, w, b) => graph.node("Conv", [x!, w!, b!], { pads: [1, 1, 1, 1] }),
  ),
  adds: fed(["x", "step"], (graph, row, x, step) => {
    let sum = x!;
    for (let i = 0; i < row.sizes.count!; i++) sum = graph.node("Add", [sum, step!]);
    return sum;
  }),
  attention: (row) => {
    const graph = new Graph();
    const x = graph.input("x", row.inputs.x!.shape);
    graph.output(new Writer(graph, row).attention(x), "out");
    return running(graph, row);
  },
  gpt2: (row) => {
    const graph = new Graph();
    new Writer(graph, row).gpt2();
    return running(graph, row);
  },
  attentionBackward: noGradients,
  mlp: noGradients,
};

await serve(async (): Promise<Peer> => {
  return { version: await versionOf("onnxruntime-web"), workloads };
});

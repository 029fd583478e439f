/** onnxruntime-web, on the execution provider that its first argument names: wasm or webgpu. */
import type { Row } from "../../workloads/row.ts";
import { folderOf, load as loadPackage, versionOf } from "../import.ts";
import { input, type Job, type Outputs, type Peer, type Workload } from "../job.ts";
import { serve } from "../serve.ts";
import { Graph } from "./graph.ts";

/** As much of the types of onnxruntime-common as is used here. */
interface Tensor {
  readonly dims: readonly number[];
  getData(): Promise<Float32Array>;
  dispose(): void;
}

type Tensors = Record<string, Tensor>;

interface Session {
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

const provider = Deno.args[0]!;
const packageName = provider === "webgpu" ? "onnxruntime-web/webgpu" : "onnxruntime-web";
const ort = await loadPackage(packageName);

/** A tensor where the session computes. */
function place(data: Float32Array<ArrayBuffer>, shape: readonly number[]): Tensor {
  if (provider !== "webgpu") return new ort.Tensor("float32", data, shape);
  const device: GPUDevice = ort.env.webgpu.device;
  const buffer = device.createBuffer({
    size: Math.ceil(data.byteLength / 16) * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, data);
  return ort.Tensor.fromGpuBuffer(buffer, {
    dataType: "float32",
    dims: shape,
    dispose: () => buffer.destroy(),
  });
}

async function open(graph: Graph): Promise<Session> {
  const session = await ort.InferenceSession.create(graph.finish(), {
    executionProviders: [provider],
    logSeverityLevel: 3,
    ...(provider === "webgpu" ? { preferredOutputLocation: "gpu-buffer" } : {}),
  });
  return session;
}

/** A job that runs one session on the same feeds each time. */
async function running(graph: Graph, row: Row, names: string[]): Promise<Job> {
  const reads = row.workload === "adds";
  const session = await open(graph);
  const feeds: Tensors = {};
  for (const name of names) {
    const { data, shape } = input(row, name);
    feeds[name] = place(data, shape);
  }
  let last: Tensors = {};
  return {
    run: async () => {
      for (const tensor of Object.values(last)) tensor.dispose();
      last = await session.run(feeds);
      if (reads) { for (const tensor of Object.values(last)) await tensor.getData(); }
    },
    settle,
    outputs: async () => {
      const outputs: Outputs = {};
      for (const [name, tensor] of Object.entries(last)) {
        outputs[graph.titles[name]!] = await tensor.getData();
      }
      return outputs;
    },
    release: async () => {
      for (const tensor of [...Object.values(feeds), ...Object.values(last)]) tensor.dispose();
      await session.release();
    },
  };
}

/** Waits for the GPU as a read would. */
async function settle(): Promise<void> {
  if (provider === "webgpu") await (ort.env.webgpu.device as GPUDevice).queue.onSubmittedWorkDone();
}

/** A workload whose inputs are all handed over at each run. */
function fed(
  names: string[],
  build: (graph: Graph, row: Row, ...inputs: string[]) => string,
): Workload {
  return (row) => {
    const graph = new Graph();
    const inputs = names.map((name) => graph.input(name, row.inputs[name]!.shape));
    graph.output(build(graph, row, ...inputs), "out");
    return running(graph, row, names);
  };
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
  adds: fed(["x", "step"], (graph, row, x, step) => {
    let sum = x!;
    for (let i = 0; i < row.sizes.count!; i++) sum = graph.node("Add", [sum, step!]);
    return sum;
  }),
};

await serve(async (): Promise<Peer> => {
  ort.env.wasm.wasmPaths = folderOf(packageName);
  ort.env.wasm.numThreads = provider === "webgpu" ? 1 : 2;
  return { version: await versionOf("onnxruntime-web"), workloads };
});

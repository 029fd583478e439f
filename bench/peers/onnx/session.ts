import type { Row } from "../../workloads/row.ts";
import { folderOf, load as loadPackage } from "../import.ts";
import { input, type Job, type Outputs } from "../job.ts";
import type { Graph } from "./graph.ts";

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
ort.env.wasm.wasmPaths = folderOf(packageName);
// Its threads do not come up beside WebGPU in Deno.
ort.env.wasm.numThreads = provider === "webgpu" ? 1 : 2;

/** A tensor where the session computes. Whole numbers are few, and stay on the CPU. */
function place(data: Float32Array<ArrayBuffer>, shape: readonly number[], type: string): Tensor {
  if (type === "int64") return new ort.Tensor(type, BigInt64Array.from(data, BigInt), shape);
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

/** A job that runs one session on the same feeds each time. */
export async function running(graph: Graph, row: Row): Promise<Job> {
  const session: Session = await ort.InferenceSession.create(graph.finish(), {
    executionProviders: [provider],
    logSeverityLevel: 3,
    ...(provider === "webgpu" ? { preferredOutputLocation: "gpu-buffer" } : {}),
  });
  const feeds: Tensors = {};
  for (const [name, type] of Object.entries(graph.inputs)) {
    const { data, shape } = input(row, name);
    feeds[name] = place(data, shape, type);
  }
  const reads = row.workload === "adds";
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

import { folderOf, load } from "../peers/import.ts";
import { Graph } from "../peers/onnx/graph.ts";

const provider = Deno.args[0]!;
const packageName = provider === "webgpu" ? "onnxruntime-web/webgpu" : "onnxruntime-web";
const ort = await load(packageName);
ort.env.wasm.wasmPaths = folderOf(packageName);
ort.env.wasm.numThreads = provider === "webgpu" ? 1 : 2;
const graph = new Graph();
const a = graph.input("a", [64, 64]);
const out = graph.node("MatMul", [a, a]);
graph.output(out, "out");
const session = await ort.InferenceSession.create(graph.finish(), {
  executionProviders: [provider],
  logSeverityLevel: 3,
});
const ones = new ort.Tensor("float32", new Float32Array(64 * 64).fill(1), [64, 64]);
console.log((await session.run({ a: ones }))[out].data[0]);
// Its workers would keep the process alive.
Deno.exit();

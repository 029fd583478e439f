import type { Kind } from "../workloads/row.ts";

/** Somebody who computes rows, in a process of its own. */
export interface PeerSpec {
  /** What `--peers` names. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The workloads that it is asked for, where not all are. */
  readonly workloads?: readonly string[];
}

/** Where compile() has something to do. */
const COMPILED = ["gelu", "mlp", "gpt2"];

const here = (path: string): string => new URL(path, import.meta.url).pathname;

/** A peer of bench/peers/, with the packages that bench/peers.json pins. */
function deno(script: string, ...args: string[]): string[] {
  // jax-js overflows a stack of the usual size in GPT-2.
  const flags = script.startsWith("jax/") ? ["--v8-flags=--stack-size=4000"] : [];
  return [Deno.execPath(), "run", "-A", "--no-check", "--config", here("../peers.json"), ...flags]
    .concat(here(script), args);
}

export const PEERS: readonly PeerSpec[] = [
  { id: "hibana-cpu", title: "hibana", kind: "cpu", command: deno("hibana/peer.ts", "cpu") },
  {
    id: "hibana-cpu-compile",
    title: "hibana compile()",
    kind: "cpu",
    command: deno("hibana/peer.ts", "cpu", "compile"),
    workloads: COMPILED,
  },
  {
    id: "torch",
    title: "PyTorch",
    kind: "cpu",
    // Debian's python3, for which its PyTorch is built, and not another that stands before it.
    command: ["/usr/bin/python3", here("pytorch/peer.py")],
    // With OpenBLAS built on pthreads its two threads and PyTorch's would be four.
    env: { OMP_NUM_THREADS: "2", OPENBLAS_NUM_THREADS: "2" },
  },
  { id: "onnx-wasm", title: "onnxruntime-web", kind: "cpu", command: deno("onnx/peer.ts", "wasm") },
  { id: "jax-wasm", title: "jax-js", kind: "cpu", command: deno("jax/peer.ts", "wasm") },
  { id: "tfjs-wasm", title: "tfjs wasm", kind: "cpu", command: deno("tfjs/peer.ts", "wasm") },
  { id: "tfjs-cpu", title: "tfjs cpu", kind: "cpu", command: deno("tfjs/peer.ts", "cpu") },
  {
    id: "hibana-webgpu",
    title: "hibana",
    kind: "webgpu",
    command: deno("hibana/peer.ts", "webgpu"),
  },
  {
    id: "hibana-webgpu-compile",
    title: "hibana compile()",
    kind: "webgpu",
    command: deno("hibana/peer.ts", "webgpu", "compile"),
    workloads: COMPILED,
  },
  {
    id: "onnx-webgpu",
    title: "onnxruntime-web",
    kind: "webgpu",
    command: deno("onnx/peer.ts", "webgpu"),
  },
  { id: "jax-webgpu", title: "jax-js", kind: "webgpu", command: deno("jax/peer.ts", "webgpu") },
  { id: "tfjs-webgpu", title: "tfjs", kind: "webgpu", command: deno("tfjs/peer.ts", "webgpu") },
];

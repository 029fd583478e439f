import type { Kind } from "../workloads/row.ts";

/** Somebody who computes rows, in a process of its own. */
export interface PeerSpec {
  /** What `--peers` names. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** Its process, which the runner asks. */
  readonly command: readonly string[];
  /** A process that multiplies two matrices and ends. */
  readonly startup: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The rows that it is asked for, where not all are. */
  readonly rows?: readonly string[];
}

/** Where compile() has something to do. */
const COMPILED = ["gelu", "mlp", "gpt2", "gpt2-decode", "adds"];

/** Where a BLAS has something to do. */
const PRODUCTS = ["matmul-512", "matmul-1024", "matmul-2048", "batched"]
  .concat("attention", "attention-backward", "mlp", "gpt2", "gpt2-decode");

/** What plain JavaScript computes within seconds. */
const LIGHT = ["matmul-512", "batched", "softmax", "layerNorm", "gelu", "mlp", "adds", "startup"];

const here = (path: string): string => new URL(path, import.meta.url).pathname;

/** A peer of bench/peers/, with the packages that bench/peers.json pins. */
function deno(script: string, ...args: string[]): string[] {
  // jax-js overflows a stack of the usual size in GPT-2.
  const flags = script.includes("jax") ? ["--v8-flags=--stack-size=4000"] : [];
  return [Deno.execPath(), "run", "-A", "--no-check", "--config", here("../peers.json"), ...flags]
    .concat(here(script), args);
}

/** The commands of a peer that runs in Deno. */
function inDeno(name: string, ...args: string[]): Pick<PeerSpec, "command" | "startup"> {
  return {
    command: deno(`${name}/peer.ts`, ...args),
    startup: deno(`../startup/${name}.ts`, ...args),
  };
}

export const PEERS: readonly PeerSpec[] = [
  { id: "hibana-cpu", title: "hibana", kind: "cpu", ...inDeno("hibana", "cpu") },
  {
    id: "hibana-cpu-compile",
    title: "hibana compile()",
    kind: "cpu",
    ...inDeno("hibana", "cpu", "compile"),
    rows: COMPILED,
  },
  {
    id: "hibana-cpu-blas",
    title: "hibana with BLAS",
    kind: "cpu",
    ...inDeno("hibana", "cpu", "blas"),
    env: { OMP_NUM_THREADS: "2", OPENBLAS_NUM_THREADS: "2" },
    rows: PRODUCTS,
  },
  {
    id: "hibana-cpu-bundle",
    title: "hibana in one file",
    kind: "cpu",
    ...inDeno("hibana", "cpu", "bundle"),
    rows: ["startup"],
  },
  {
    id: "torch",
    title: "PyTorch",
    kind: "cpu",
    // Debian's python3, for which its PyTorch is built, and not another that stands before it.
    command: ["/usr/bin/python3", here("pytorch/peer.py")],
    startup: ["/usr/bin/python3", here("../startup/pytorch.py")],
    // With OpenBLAS built on pthreads its two threads and PyTorch's would be four.
    env: { OMP_NUM_THREADS: "2", OPENBLAS_NUM_THREADS: "2" },
  },
  { id: "onnx-wasm", title: "onnxruntime-web", kind: "cpu", ...inDeno("onnx", "wasm") },
  { id: "jax-wasm", title: "jax-js", kind: "cpu", ...inDeno("jax", "wasm") },
  { id: "tfjs-wasm", title: "tfjs wasm", kind: "cpu", ...inDeno("tfjs", "wasm") },
  { id: "tfjs-cpu", title: "tfjs cpu", kind: "cpu", ...inDeno("tfjs", "cpu"), rows: LIGHT },
  { id: "hibana-webgpu", title: "hibana", kind: "webgpu", ...inDeno("hibana", "webgpu") },
  {
    id: "hibana-webgpu-compile",
    title: "hibana compile()",
    kind: "webgpu",
    ...inDeno("hibana", "webgpu", "compile"),
    rows: COMPILED,
  },
  { id: "onnx-webgpu", title: "onnxruntime-web", kind: "webgpu", ...inDeno("onnx", "webgpu") },
  { id: "jax-webgpu", title: "jax-js", kind: "webgpu", ...inDeno("jax", "webgpu") },
  { id: "tfjs-webgpu", title: "tfjs", kind: "webgpu", ...inDeno("tfjs", "webgpu") },
];

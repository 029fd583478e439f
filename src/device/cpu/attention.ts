/**
 * Attention on the CPU: one pass over queries and keys in WebAssembly, head by head; see wasm/attention.ts.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { heapBuffer } from "./heap.ts";
import { kernels } from "./kernels.ts";
import { scratch, staged, stagedResult, unstage } from "./staging.ts";
import { parallel, threadsFor } from "./threads.ts";

/** Fewer multiplications than this are done before other threads have woken up. */
const SHARED_FROM = 2e6;

type CPUView = View<TypedArray>;

/** Keys whose scores are kept at once; as in the kernel. */
const BLOCK = 192;

/** See `FusedKernels.attention`. */
export function attention(
  query: CPUView,
  key: CPUView,
  value: CPUView,
  scale: number,
  causal: boolean,
  output: CPUView,
  logSumExp: CPUView,
): void {
  const [batch, heads, queries, width] = query.shape as [number, number, number, number];
  const [keys, valueWidth] = [key.shape[2]!, sixes(value.shape[3]!)];
  const call = describe(
    [...[query, key, value].map(staged), ...[output, logSumExp].map(stagedResult), 0, 0, 0, 0],
    [query, key, value, output],
    scale,
    causal,
  );
  const operations = batch * heads * queries * keys * (width + valueWidth);
  if (queries === 1 && (!causal || keys === 1)) {
    forHeads("attentionOne", call, batch * heads, operations, 4 * keys + 16);
  } else {
    const floats = sixes(keys) * (width + valueWidth) + 8 * (width + valueWidth + BLOCK);
    forHeads("attention", call, batch * heads, operations, 4 * floats);
  }
  unstage();
}

/** See `FusedKernels.attentionBackward`. */
export function attentionBackward(
  grad: CPUView,
  query: CPUView,
  key: CPUView,
  value: CPUView,
  output: CPUView,
  logSumExp: CPUView,
  scale: number,
  causal: boolean,
  gradQuery: CPUView,
  gradKey: CPUView,
  gradValue: CPUView,
): void {
  const results = [gradQuery, gradKey, gradValue];
  const call = describe(
    [...[query, key, value, output, logSumExp, grad].map(staged), ...results.map(stagedResult)],
    [query, key, value, output, grad, ...results],
    scale,
    causal,
  );
  const [batch, heads, queries, width] = query.shape as [number, number, number, number];
  const operations = 5 * batch * heads * queries * key.shape[2]! * width;
  const room = kernels().attentionBackwardScratch(call, 0);
  forHeads("attentionBackward", call, batch * heads, operations, room);
  unstage();
}

/** Runs a kernel on all heads: split among threads if there is enough to do, each with scratch memory of its own. */
function forHeads(
  kernel: "attention" | "attentionOne" | "attentionBackward",
  call: number,
  heads: number,
  operations: number,
  scratchBytes: number,
): void {
  const parts = operations < SHARED_FROM ? 1 : Math.min(threadsFor(operations), heads);
  const rooms = Array.from({ length: parts }, () => scratch(scratchBytes));
  parallel(kernel, parts, (part) => {
    const [from, to] = [part, part + 1].map((p) => Math.floor(heads * p / parts)) as [
      number,
      number,
    ];
    return [call, from, to, rooms[part]!];
  });
}

function sixes(n: number): number {
  return Math.ceil(n / 6) * 6;
}

/** Writes down what the kernels want to know, and gives its address: class Call in wasm/shared/attention_call.ts. */
function describe(
  addresses: readonly number[],
  views: readonly CPUView[],
  scale: number,
  causal: boolean,
): number {
  const [query, key, value] = views as [CPUView, CPUView, CPUView];
  const [, heads, queries, width] = query.shape as [number, number, number, number];
  const words = [
    ...addresses,
    heads,
    queries,
    key.shape[2]!,
    width,
    value.shape[3]!,
    Number(causal),
    0,
    ...views.flatMap(({ strides }) => strides.slice(0, 3).map((stride) => 4 * stride)),
  ];
  const address = scratch(4 * words.length);
  new Int32Array(heapBuffer(), address).set(words);
  new Float32Array(heapBuffer(), address, words.length)[addresses.length + 6] = scale;
  return address;
}

import { attention, GPT2, gpt2, perceptron } from "./models.ts";
import type { InputSpec, Row } from "./row.ts";

const ADDS: Row = {
  id: "adds",
  title: "1000 dependent adds of 16 elements, then a read",
  workload: "adds",
  sizes: { count: 1000 },
  inputs: { x: { shape: [16] }, step: { shape: [16], scale: 1e-3 } },
  tolerance: 1e-4,
};

/** Every row of bench/RESULTS.md, in its order. */
export const ROWS: readonly Row[] = [
  ...[512, 1024, 2048].map((size): Row => ({
    id: `matmul-${size}`,
    title: `matmul ${size}`,
    workload: "matmul",
    sizes: {},
    inputs: { a: { shape: [size, size] }, b: { shape: [size, size] } },
    tolerance: 1e-4,
  })),
  {
    id: "batched",
    title: "batched matmul 8x(128x64 @ 64x128)",
    workload: "matmul",
    sizes: {},
    inputs: { a: { shape: [8, 128, 64] }, b: { shape: [8, 64, 128] } },
    tolerance: 1e-4,
  },
  {
    id: "softmax",
    title: "softmax [64, 1024]",
    workload: "softmax",
    sizes: {},
    inputs: { x: { shape: [64, 1024], scale: 4 } },
    tolerance: 1e-4,
  },
  {
    id: "layerNorm",
    title: "layerNorm [512, 768]",
    workload: "layerNorm",
    sizes: {},
    inputs: {
      x: { shape: [512, 768], scale: 2, offset: 0.5 },
      weight: { shape: [768], scale: 0.5, offset: 1 },
      bias: { shape: [768] },
    },
    tolerance: 1e-4,
  },
  {
    id: "gelu",
    title: "gelu(x * w + b), 1M",
    workload: "gelu",
    sizes: {},
    inputs: same(["x", "w", "b"], { shape: [1024, 1024], scale: 2 }),
    tolerance: 1e-4,
  },
  {
    id: "conv2d",
    title: "conv2d [16, 32, 32, 32] by [64, 32, 3, 3], padding 1",
    workload: "conv2d",
    sizes: {},
    inputs: {
      x: { shape: [16, 32, 32, 32] },
      w: { shape: [64, 32, 3, 3], scale: 0.1 },
      b: { shape: [64] },
    },
    tolerance: 1e-4,
  },
  {
    id: "attention",
    title: "causal attention forward, B 1 T 256 C 768 H 12",
    workload: "attention",
    sizes: { heads: 12 },
    inputs: attention(256, 768),
    tolerance: 1e-3,
  },
  {
    id: "attention-backward",
    title: "the same, forward + backward",
    workload: "attentionBackward",
    sizes: { heads: 12 },
    inputs: attention(256, 768),
    tolerance: 1e-3,
  },
  {
    id: "mlp",
    title: "MLP 784-512-512-10, batch 128, Adam step",
    workload: "mlp",
    sizes: { layers: 3 },
    inputs: perceptron(128, [784, 512, 512, 10]),
    tolerance: 1e-2,
  },
  {
    id: "gpt2",
    title: "GPT-2-small shape, forward, 64 tokens",
    workload: "gpt2",
    sizes: { ...GPT2, past: 0 },
    inputs: gpt2(64, 0),
    tolerance: 1e-3,
  },
  {
    id: "gpt2-decode",
    title: "the same, one token after 64 in a KV cache",
    workload: "gpt2",
    sizes: { ...GPT2, past: 64 },
    inputs: gpt2(1, 64),
    tolerance: 1e-3,
  },
  ADDS,
  {
    ...ADDS,
    id: "adds-lp0",
    title: `${ADDS.title}, LP_NUM_THREADS=0`,
    kinds: ["webgpu"],
    env: { LP_NUM_THREADS: "0" },
  },
  {
    id: "startup",
    title: "start to first matmul, the whole process",
    workload: "startup",
    sizes: {},
    inputs: {},
    tolerance: 0,
  },
];

function same(names: readonly string[], spec: InputSpec): Record<string, InputSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}

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
  ADDS,
  {
    ...ADDS,
    id: "adds-lp0",
    title: `${ADDS.title}, LP_NUM_THREADS=0`,
    kinds: ["webgpu"],
    env: { LP_NUM_THREADS: "0" },
  },
];

function same(names: readonly string[], spec: InputSpec): Record<string, InputSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}

import { assert, assertEquals } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { elementwiseKernel, operand } from "../src/device/expression.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import type { DType } from "../src/tensor/dtype.ts";
import { sizeOf } from "../src/tensor/shape.ts";
import { available, empty, filled, gpu, read, release } from "./support/webgpu_backend.ts";

const ignore = !available;

/** Small whole numbers, so that products are exact in every dtype. */
const small = (seed: number) => (i: number): number =>
  (Math.imul(i + seed, 2654435761) >>> 28) % 7 - 2;

/** Multiplies by the definition; `get` functions give elements by batch, row and column. */
function reference(
  [batch, m, k, n]: readonly [number, number, number, number],
  a: (b: number, i: number, j: number) => number,
  b: (b: number, i: number, j: number) => number,
): number[] {
  const result: number[] = [];
  for (let z = 0; z < batch; z++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a(z, i, l) * b(z, l, j);
        result.push(sum);
      }
    }
  }
  return result;
}

function element(memory: ArrayLike<number>, of: View<Block>) {
  const [s0, s1, s2] = of.strides as [number, number, number];
  return (z: number, i: number, j: number): number => memory[of.offset + z * s0 + i * s1 + j * s2]!;
}

function check(a: View<Block>, b: View<Block>, dtype: DType, memories: [Block, number][]): void {
  const [batch, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  const out = empty(dtype, [batch, m, n]);
  gpu().matmul(a, b, out);
  const [left, right] = memories.map(([block, length]) => gpu().read(block, dtype, 0, length));
  const wanted = reference([batch, m, k, n], element(left!, a), element(right!, b));
  assertEquals(
    [...read(out)],
    wanted,
    `${dtype} ${a.shape} ${a.strides} x ${b.shape} ${b.strides}`,
  );
  release(out);
}

const SIZES = [
  [1, 1, 1, 1],
  [1, 2, 3, 4],
  [2, 5, 7, 3],
  [1, 1, 64, 100],
  [1, 100, 64, 1],
  [3, 1, 5, 1],
  [1, 17, 33, 9],
  [1, 64, 64, 64],
  [2, 70, 40, 66],
  [1, 65, 31, 130],
] as const;

for (const dtype of ["float32", "float16", "int32", "uint32"] as const) {
  Deno.test({
    name: `webgpu matmul of ${dtype} is right for every size and layout`,
    ignore,
    fn() {
      if (gpu().refusal(dtype)) return;
      const value = (seed: number) => (i: number): number =>
        dtype === "uint32" ? Math.abs(small(seed)(i)) : small(seed)(i);
      for (const [batch, m, k, n] of SIZES) {
        const a = filled(dtype, [batch, m, k], value(1));
        const b = filled(dtype, [batch, k, n], value(2));
        const memories: [Block, number][] = [[a.buffer, sizeOf(a.shape)], [
          b.buffer,
          sizeOf(b.shape),
        ]];
        const turned = (of: View<Block>, rows: number, columns: number): View<Block> => ({
          ...of,
          shape: [batch, rows, columns],
          strides: [rows * columns, 1, rows],
        });
        check(a, b, dtype, memories);
        check(turned(a, m, k), b, dtype, memories);
        check(a, turned(b, k, n), dtype, memories);
        check(turned(a, m, k), turned(b, k, n), dtype, memories);
        // One matrix for the whole batch, and rows backwards.
        check({ ...a, strides: [0, k, 1] }, b, dtype, memories);
        check(
          { ...a, strides: [a.strides[0]!, -k, 1], offset: (m - 1) * k },
          { ...b, strides: [0, n, 1] },
          dtype,
          memories,
        );
        release(a, b);
      }
    },
  });
}

Deno.test({
  name: "webgpu matmul writes into strided outputs and leaves the rest alone",
  ignore,
  fn() {
    const a = filled("float32", [1, 3, 2], small(3));
    const b = filled("float32", [1, 2, 4], small(4));
    const out = filled("float32", [4, 6], () => -99);
    gpu().matmul(a, b, { ...out, shape: [1, 3, 4], strides: [0, 1, 6], offset: 2 });
    const wanted = reference([1, 3, 2, 4], element(read(a), a), element(read(b), b));
    assertEquals(
      [...read(out)],
      Array.from({ length: 24 }, (_, at) => {
        const [j, i] = [Math.floor(at / 6), at % 6 - 2];
        return i >= 0 && i < 3 ? wanted[i * 4 + j] : -99;
      }),
    );
    release(a, b, out);
  },
});

Deno.test({
  name: "webgpu matmul of nothing is zero, and of no rows is nothing",
  ignore,
  fn() {
    const out = filled("float32", [1, 2, 2], () => 5);
    const [a, b] = [empty("float32", [1, 2, 0]), empty("float32", [1, 0, 2])];
    gpu().matmul(a, b, out);
    assertEquals([...read(out)], [0, 0, 0, 0]);
    const none = empty("float32", [1, 0, 2]);
    gpu().matmul(empty("float32", [1, 0, 3]), empty("float32", [1, 3, 2]), none);
    assertEquals(read(none).length, 0);
    release(out, a, b, none);
  },
});

Deno.test({
  name: "webgpu matmul may square a matrix, and overwrite its own operand",
  ignore,
  fn() {
    const a = filled("float32", [1, 8, 8], small(5));
    const wanted = reference([1, 8, 8, 8], element(read(a), a), element(read(a), a));
    gpu().matmul(a, a, a);
    assertEquals([...read(a)], wanted);
    release(a);
  },
});

Deno.test({
  name: "webgpu matmul adds up sums of a hundred thousand products and more",
  ignore,
  fn() {
    for (const [m, k, n] of [[1, 100_000, 1], [3, 100_000, 5], [2, 300_001, 2], [40, 20_000, 70]]) {
      const fill = elementwiseKernel("fill", operand(0));
      const [a, b] = [empty("float32", [1, m!, k!]), empty("float32", [1, k!, n!])];
      gpu().elementwise(fill, "float", [0.1], a);
      gpu().elementwise(fill, "float", [0.7], b);
      const out = empty("float32", [1, m!, n!]);
      gpu().matmul(a, b, out);
      const wanted = Math.fround(0.1) * Math.fround(0.7) * k!;
      for (const value of read(out)) {
        assert(Math.abs(value / wanted - 1) < 2e-6, `${m}x${k}x${n}: ${value} is not ${wanted}`);
      }
      release(a, b, out);
    }
    const ones = filled("int32", [1, 2, 200_000], () => 1);
    const out = empty("int32", [1, 2, 2]);
    gpu().matmul(ones, { ...ones, shape: [1, 200_000, 2], strides: [0, 1, 200_000] }, out);
    assertEquals([...read(out)], [200_000, 200_000, 200_000, 200_000]);
    release(ones, out);
  },
});

Deno.test({
  name: "webgpu matmul takes a batch larger than a dispatch",
  ignore,
  fn() {
    const batch = 70_000;
    const a = filled("float32", [batch, 1, 2], (i) => i % 10);
    const out = empty("float32", [batch, 1, 1]);
    gpu().matmul(a, { ...a, shape: [batch, 2, 1], strides: [2, 1, 1] }, out);
    const values = read(out);
    assert(values.every((value, i) => value === ((2 * i) % 10) ** 2 + ((2 * i + 1) % 10) ** 2));
    release(a, out);
  },
});

Deno.test({
  name: "webgpu matmul is right in the kernels that only large products use",
  ignore,
  fn() {
    // Rows and columns that no tile divides, long sums, and every way that operands may lie.
    for (const [m, k, n] of [[330, 324, 345], [300, 388, 328], [68, 4100, 132]] as const) {
      const a = filled("float32", [1, m, k], small(6));
      const b = filled("float32", [1, k, n], small(7));
      const memories: [Block, number][] = [[a.buffer, m * k], [b.buffer, k * n]];
      check(a, b, "float32", memories);
      check(
        { ...a, strides: [0, 1, m] },
        { ...b, strides: [0, 1, k] },
        "float32",
        memories,
      );
      release(a, b);
    }
  },
});

Deno.test({
  name: "webgpu matmul in float16 rounds a long sum once",
  ignore,
  fn() {
    if (gpu().refusal("float16")) return;
    const a = filled("float16", [1, 5, 3000], () => 1);
    const b = filled("float16", [1, 3000, 12], () => 1);
    const out = empty("float16", [1, 5, 12]);
    gpu().matmul(a, b, out);
    // Adding ones to a float16 would stop at 2048.
    assert(read(out).every((value) => value === 3000));
    release(a, b, out);
  },
});

Deno.test({
  name: "webgpu adds a bias within a matrix product, whatever its shape and wherever the bias lies",
  ignore,
  fn() {
    const long = 5000; // Split into several sums: the bias joins one of them.
    for (
      const [m, k, n] of [[3, 5, 7], [1, 64, 40], [9, 8, 1], [2, long, 4], [20, 0, 12]] as const
    ) {
      const x = filled("float32", [m, k], small(8));
      const weight = filled("float32", [n, k], small(9));
      const memory = filled("float32", [3 * n + 1], small(10));
      const bias = { ...memory, shape: [n], strides: [3], offset: 1 };
      const out = empty("float32", [m, n]);
      gpu().fused.linear!(x, weight, bias, out);
      const [left, right, added] = [read(x), read(weight), read(memory)];
      const wanted = Array.from({ length: m * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let sum = added[1 + 3 * j]!;
        for (let l = 0; l < k; l++) sum += left[i * k + l]! * right[j * k + l]!;
        return sum;
      });
      assertEquals([...read(out)], wanted, `${m}x${k}x${n}`);
      release(x, weight, memory, out);
    }
  },
});

Deno.test({
  name: "webgpu matmul carries NaN and infinity to the results they belong to, and no further",
  ignore,
  fn() {
    const a = filled("float32", [1, 66, 66], () => 1);
    const b = filled("float32", [1, 66, 68], () => 1);
    const fill = elementwiseKernel("fill", operand(0));
    gpu().elementwise(fill, "float", [NaN], { ...a, shape: [1], strides: [1], offset: 65 * 66 });
    gpu().elementwise(fill, "float", [Infinity], { ...b, shape: [1], strides: [1], offset: 67 });
    const out = empty("float32", [1, 66, 68]);
    gpu().matmul(a, b, out);
    read(out).forEach((value, at) => {
      const [i, j] = [Math.floor(at / 68), at % 68];
      assertEquals(value, i === 65 ? NaN : j === 67 ? Infinity : 66);
    });
    release(a, b, out);
  },
});

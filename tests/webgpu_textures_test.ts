import { assert, assertEquals } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { pictureOf } from "../src/device/webgpu/textures.ts";
import { SOFTWARE, type Tuning } from "../src/device/webgpu/tuning.ts";
import { available, empty, filled, gpu, read, view } from "./support/webgpu_backend.ts";

const ignore = !available;

/** Copies whatever can be copied, and cuts sums so that parts of them are stored. */
const EAGER: Tuning = {
  ...SOFTWARE,
  matmul: { ...SOFTWARE.matmul, textures: 0.01, shallow: 64, threads: 64 },
};

/** Small whole numbers, so that products are exact. */
const small = (seed: number) => (i: number): number =>
  (Math.imul(i + seed, 2654435761) >>> 28) % 7 - 2;

/** `extra` elements lie before the first, and rows lie `row` apart; `turned` swaps rows and columns. */
function matrices(
  backend: WebGPUBackend,
  [batch, rows, columns]: readonly [number, number, number],
  turned: boolean,
  extra = 0,
): View<Block> {
  const [height, width] = turned ? [columns, rows] : [rows, columns];
  const row = Math.ceil(width / 64) * 64;
  const memory = filled("float32", [extra + batch * height * row], small(rows), backend);
  const strides = turned ? [height * row, 1, row] : [height * row, row, 1];
  return { ...memory, shape: [batch, rows, columns], strides, offset: extra };
}

function check(backend: WebGPUBackend, a: View<Block>, b: View<Block>, bias?: View<Block>): void {
  const [batch, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  const memory = ({ buffer }: View<Block>) => {
    return backend.read(buffer, "float32", 0, Math.floor(buffer.bytes / 4));
  };
  const [left, right, row] = [memory(a), memory(b), bias && read(bias, backend)];
  const at = ({ strides, offset }: View<Block>, z: number, i: number, j: number): number =>
    offset + z * strides[0]! + i * strides[1]! + j * strides[2]!;
  const out = empty("float32", [batch, m, n], backend);
  if (bias === undefined) backend.matmul(a, b, out);
  else {
    const x = { ...a, shape: [m, k], strides: a.strides.slice(1) };
    const weight = { ...b, shape: [n, k], strides: b.strides.slice(1).toReversed() };
    backend.fused.linear!(x, weight, bias, { ...out, shape: [m, n], strides: [n, 1] });
  }
  const got = read(out, backend);
  for (let i = 0; i < batch * m * n; i++) {
    const [z, y, x] = [Math.floor(i / n / m), Math.floor(i / n) % m, i % n];
    let wanted = row?.[x] ?? 0;
    for (let l = 0; l < k; l++) wanted += left[at(a, z, y, l)]! * right[at(b, z, l, x)]!;
    assert(
      got[i] === wanted,
      `${a.shape} x ${b.shape} at ${z},${y},${x}: ${got[i]}, not ${wanted}`,
    );
  }
}

async function withBackend(use: (backend: WebGPUBackend) => void): Promise<void> {
  const context = await openContext() as Context;
  use(new WebGPUBackend(context, 2 ** 29, EAGER));
  context.device.destroy();
  await context.device.lost;
}

const SIZES = [
  [1, 4, 4, 4],
  [1, 8, 64, 12],
  [3, 17, 20, 36],
  [3, 20, 24, 36],
  [2, 64, 100, 65],
  [1, 63, 260, 64],
  [5, 33, 4, 128],
  [1, 260, 516, 132],
  [1, 400, 260, 400],
] as const;

for (const [first, left] of [["rows", false], ["columns", true]] as const) {
  for (const [second, right] of [["rows", false], ["columns", true]] as const) {
    Deno.test({
      name: `products through textures of ${first} with ${second} in one piece are exact`,
      ignore,
      fn: () =>
        withBackend((backend) => {
          for (const [batch, m, k, n] of SIZES) {
            const a = matrices(backend, [batch, m, k], left, 4);
            const b = matrices(backend, [batch, k, n], right, 64);
            check(backend, a, b);
            if (batch > 1) check(backend, a, { ...b, strides: b.strides.with(0, 0) });
            if (batch > 1) check(backend, { ...a, strides: a.strides.with(0, 0) }, b);
          }
        }),
    });
  }
}

Deno.test({
  name: "products through textures add a row to every row, once",
  ignore,
  fn: () =>
    withBackend((backend) => {
      for (const [, m, k, n] of SIZES) {
        const bias = filled("float32", [n], small(3), backend);
        check(
          backend,
          matrices(backend, [1, m, k], false),
          matrices(backend, [1, k, n], true),
          bias,
        );
      }
    }),
});

Deno.test({
  name: "products that follow each other do not read each other's operands from textures",
  ignore,
  fn: () =>
    withBackend((backend) => {
      const ones = view("float32", [1, 64, 64], new Float32Array(64 * 64).fill(1), backend);
      let x = ones;
      for (let i = 0; i < 4; i++) {
        const next = empty("float32", [1, 64, 64], backend);
        backend.matmul(x, ones, next);
        x = next;
      }
      assertEquals(new Set(read(x, backend)), new Set([64 ** 4]));
    }),
});

Deno.test({
  name: "infinity and NaN pass through textures",
  ignore,
  fn: () =>
    withBackend((backend) => {
      const values = new Float32Array(64 * 64).fill(1);
      values[64 * 2 + 5] = Infinity;
      values[64 * 3 + 6] = NaN;
      const a = view("float32", [1, 64, 64], values, backend);
      const out = empty("float32", [1, 64, 64], backend);
      backend.matmul(a, view("float32", [1, 64, 64], new Float32Array(4096).fill(1), backend), out);
      const rows = Array.from({ length: 64 }, (_, i) => read(out, backend)[64 * i + 7]);
      assertEquals(rows, rows.map((_, i) => i === 2 ? Infinity : i === 3 ? NaN : 64));
    }),
});

Deno.test({
  name: "textures that have become too many make room for others",
  ignore,
  fn: () =>
    withBackend((backend) => {
      // As textures 32 MiB, in five shapes.
      for (const k of [64, 128, 256, 512, 1024]) {
        const m = 2 ** 23 / k;
        const a = view("float32", [1, m, k], new Float32Array(m * k).fill(1), backend);
        const b = view("float32", [1, k, 64], new Float32Array(k * 64).fill(1), backend);
        const out = empty("float32", [1, m, 4], backend);
        backend.matmul(a, { ...b, shape: [1, k, 4] }, out);
        assertEquals(new Set(read(out, backend)), new Set([k]));
        for (const { buffer } of [a, b, out]) backend.release(buffer);
      }
      check(
        backend,
        matrices(backend, [2, 64, 100], false),
        matrices(backend, [2, 100, 64], false),
      );
    }),
});

Deno.test({
  name: "what the system cannot copy into a texture is no picture",
  ignore,
  fn() {
    const x = empty("float32", [2, 8, 64]);
    assertEquals(pictureOf(x, 2, 8192)?.width, 16);
    assertEquals(pictureOf(x, 2, 8192)?.count, 2);
    assertEquals(pictureOf({ ...x, strides: [0, 64, 1] }, 2, 8192)?.count, 1);
    // Neighbours that are none, rows that begin elsewhere than at 256 bytes, and rows that are one.
    assertEquals(pictureOf(x, 1, 8192), undefined);
    assertEquals(
      pictureOf({ ...x, shape: [2, 8, 60], strides: [480, 60, 1] }, 2, 8192),
      undefined,
    );
    assertEquals(pictureOf({ ...x, strides: [512, 0, 1] }, 2, 8192), undefined);
    // A beginning between texels, a part of a texel, and too many commands.
    assertEquals(pictureOf({ ...x, shape: [1, 8, 60], offset: 2 }, 2, 8192), undefined);
    assertEquals(pictureOf({ ...x, shape: [2, 8, 62] }, 2, 8192), undefined);
    assertEquals(pictureOf({ ...x, shape: [65, 1, 4], strides: [4, 64, 1] }, 2, 8192), undefined);
    // More rows than a texture has.
    assertEquals(pictureOf(x, 2, 8), undefined);
    gpu().release(x.buffer);
  },
});

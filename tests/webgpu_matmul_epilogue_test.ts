import { assertEquals } from "@std/assert";
import { apply, elementwiseKernel, operand } from "../src/device/expression.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import { HARDWARE, SOFTWARE } from "../src/device/webgpu/tuning.ts";
import { available, empty, filled, read } from "./support/webgpu_backend.ts";

/** maximum(product, 0) * scale + turned - plain: numbers that float32 holds exactly. */
const THEN = elementwiseKernel(
  "then",
  apply(
    "sub",
    apply("add", apply("mul", apply("maximum", operand(0), 0), operand(1)), operand(2)),
    operand(3),
  ),
);

const small = (seed: number) => (i: number): number =>
  (Math.imul(i + seed, 2654435761) >>> 28) % 7 - 2;

/** Batch, rows, inner and columns: single threads, large tiles, split sums, one row, one column, nothing to add up. */
const SIZES = [
  [1, 3, 5, 7],
  [2, 17, 300, 20],
  [1, 64, 700, 64],
  [1, 1, 96, 70],
  [1, 9, 33, 1],
  [1, 2, 5000, 4],
  [1, 6, 0, 5],
  [1, 130, 520, 140],
] as const;

for (const [name, tuning] of Object.entries({ SOFTWARE, HARDWARE })) {
  Deno.test({
    name: `webgpu does to a product what follows before it stores it, for every shape (${name})`,
    ignore: !available,
    async fn() {
      const backend = new WebGPUBackend(await openContext() as Context, 2 ** 28, tuning);
      for (const [batch, m, k, n] of SIZES) {
        const a = filled("float32", [batch, m, k], small(1), backend);
        const weight = filled("float32", [batch, n, k], small(2), backend);
        const b = { ...weight, shape: [batch, k, n], strides: [n * k, 1, k] };
        const bias = filled("float32", [n], small(3), backend);
        // One number a row, of another dtype; and the others turned over.
        const scale = filled("int32", [batch, m], small(4), backend);
        const scales = { ...scale, shape: [batch, m, n], strides: [m, 1, 0] };
        const other = filled("float32", [batch, n, m], small(5), backend);
        const turned = { ...other, shape: [batch, m, n], strides: [m * n, 1, m] };
        const plain = filled("float32", [batch, m, n], small(6), backend);
        const out = empty("float32", [batch, m, n], backend);
        for (const added of [bias, null]) {
          backend.fused.matmulThen!(a, b, added, THEN, [scales, turned, plain], out);
          const [x, w, s] = [read(a, backend), read(weight, backend), read(scale, backend)];
          const [plus, o, l] = [read(bias, backend), read(other, backend), read(plain, backend)];
          const wanted = Array.from({ length: batch * m * n }, (_, at) => {
            const [z, i, j] = [Math.floor(at / m / n), Math.floor(at / n) % m, at % n];
            let sum = added === null ? 0 : plus[j]!;
            for (let s = 0; s < k; s++) sum += x[(z * m + i) * k + s]! * w[(z * n + j) * k + s]!;
            return Math.max(sum, 0) * s[z * m + i]! + o[(z * n + j) * m + i]! - l[at]!;
          });
          assertEquals([...read(out, backend)], wanted, `${batch}x${m}x${k}x${n}, ${added?.shape}`);
        }
        for (const { buffer } of [a, weight, bias, scale, other, plain, out]) {
          backend.release(buffer);
        }
      }
    },
  });
}

import { assert, assertEquals } from "@std/assert";
import { apply, elementwiseKernel, operand } from "../src/device/expression.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import { HARDWARE, SOFTWARE, type Tuning } from "../src/device/webgpu/tuning.ts";
import { available, empty, filled, read } from "./support/webgpu_backend.ts";

/** Shapes of kernels that no profile uses today must be right as well: profiles are there to change. */
const ODD: Tuning = {
  ...HARDWARE,
  elementwiseWorkgroup: 32,
  reduce: { workgroup: 16, perThread: 5, threads: 7 },
  matmul: {
    tiles: [
      { rows: 2, columns: 8, threads: 8, depth: 0, from: 0 },
      { rows: 1, columns: 8, threads: 4, depth: 0, from: 0 },
      { rows: 3, columns: 16, threads: 4, depth: 8, from: 1000 },
      { rows: 4, columns: 4, threads: 16, depth: 0, from: 1000 },
    ],
    loadCost: 4,
    textures: 1,
    vectorLanes: 8,
    threads: 300,
    shallow: 8,
    depth: 20,
  },
  flush: { dispatches: 3, bytes: 10_000 },
};

for (const [name, tuning] of Object.entries({ SOFTWARE, HARDWARE, ODD })) {
  Deno.test({
    name: `webgpu kernels are right with the constants of the ${name} profile`,
    ignore: !available,
    async fn() {
      const context = await openContext() as Context;
      const backend = new WebGPUBackend(context, 2 ** 28, tuning);
      const numbers = (i: number): number => (Math.imul(i + 1, 2654435761) >>> 27) - 9;

      const x = filled("float32", [70_001], numbers, backend);
      const sum = empty("float32", [], backend);
      const at = empty("int32", [], backend);
      const values = [...read(x, backend)];
      backend.reduce("sum", x, sum);
      backend.reduce("argmax", x, at);
      assertEquals(read(sum, backend)[0], values.reduce((a, b) => a + b));
      assertEquals(read(at, backend)[0], values.indexOf(Math.max(...values)));

      const rows = { ...x, shape: [100, 700], strides: [1, 100] };
      const most = empty("float32", [100], backend);
      backend.reduce("max", rows, most);
      assertEquals(
        [...read(most, backend)],
        Array.from(
          { length: 100 },
          (_, i) => Math.max(...values.filter((_, j) => j < 70_000 && j % 100 === i)),
        ),
      );

      const double = elementwiseKernel("double", apply("add", operand(0), operand(0)));
      backend.elementwise(double, "float", [x], x);
      assertEquals([...read(x, backend)], values.map((value) => 2 * value));

      for (
        const [m, k, n] of [[1, 300, 9], [5, 64, 7], [33, 130, 40], [260, 36, 257], [
          130,
          96,
          132,
        ]] as const
      ) {
        const a = filled("float32", [2, m, k], numbers, backend);
        const b = filled("float32", [2, n, k], numbers, backend);
        const out = empty("float32", [2, m, n], backend);
        backend.matmul(a, { ...b, shape: [2, k, n], strides: [n * k, 1, k] }, out);
        const [left, right, got] = [read(a, backend), read(b, backend), read(out, backend)];
        for (let i = 0; i < 2 * m * n; i++) {
          const [row, column] = [Math.floor(i / n), i % n + Math.floor(i / n / m) * n];
          let wanted = 0;
          for (let l = 0; l < k; l++) wanted += left[row * k + l]! * right[column * k + l]!;
          assert(got[i] === wanted, `${m}x${k}x${n}: ${got[i]} should be ${wanted}`);
        }
      }
      context.device.destroy();
      await context.device.lost;
    },
  });
}

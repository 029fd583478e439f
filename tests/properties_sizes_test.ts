/** WebGPU computes what the CPU computes at the sizes where its kernels change from one way to another. */

import { assertEquals } from "@std/assert";
import { cat, matmul, type Tensor } from "@hibana/hibana";
import { hasGPU } from "./support/devices.ts";
import { lay, layoutOf } from "./support/operand.ts";
import { assertClose } from "./support/sketches.ts";
import { sizeOf } from "../src/tensor/shape.ts";

/** Around a workgroup's size, around its square, and around the largest dispatch and loop. */
const SIZES = [1, 3, 4, 5, 63, 64, 65, 255, 256, 257, 4095, 4096, 4097, 65_535, 65_536, 65_537];

/** Numbers from -1 to 1 in eighths, mixed up: their sums are exact in any order. */
function eighths(shape: readonly number[], device: string): Tensor {
  const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const mixed = Math.imul(i + 1, 0x9e3779b1) >>> 16;
    return (mixed % 17 - 8) / 8;
  });
  return lay(numbers, layoutOf("", shape), "float32", device);
}

/** Whole numbers below a bound. */
function whole(count: number, below: number, device: string): Tensor {
  const numbers = Array.from(
    { length: count },
    (_, i) => (Math.imul(i + 1, 0x85ebca6b) >>> 8) % below,
  );
  return lay(numbers, layoutOf("", [count]), "int32", device);
}

type Op = (n: number, device: string) => Tensor | Tensor[];

/** Operations of so many elements: in a row, in several rows, in columns. */
const OPERATIONS: Readonly<Record<string, Op>> = {
  add: (n, d) => eighths([n], d).add(eighths([n], d)),
  exp: (n, d) => eighths([n], d).exp(),
  "exp of every other element": (n, d) => eighths([2 * n], d).at("::2").exp(),
  "mul by a column": (n, d) => eighths([3, n], d).mul(eighths([3, 1], d)),
  sum: (n, d) => eighths([n], d).sum(),
  "sum of rows": (n, d) => eighths([3, n], d).sum(1),
  "sum of columns": (n, d) => eighths([n, 3], d).sum(0),
  "sum of many short rows": (n, d) => eighths([n, 3], d).sum(1),
  "max of rows": (n, d) => [...eighths([2, n], d).max(1)],
  argmin: (n, d) => eighths([n], d).argmin(),
  logsumexp: (n, d) => eighths([2, n], d).logsumexp(1),
  softmax: (n, d) => eighths([2, n], d).softmax(1),
  cumsum: (n, d) => eighths([n], d).cumsum(0),
  "cumsum of columns": (n, d) => eighths([n, 3], d).cumsum(0),
  cummax: (n, d) => [...eighths([2, n], d).cummax(1)],
  sort: (n, d) => [...eighths([n], d).sort()],
  "sort of columns": (n, d) => [...eighths([n, 2], d).sort(0, { descending: true })],
  topk: (n, d) => [...eighths([2, n], d).topk(Math.min(n, 5), 1)],
  median: (n, d) => [...eighths([2, n], d).median(1)],
  gather: (n, d) => eighths([n], d).gather(0, whole(n, n, d)),
  indexSelect: (n, d) => eighths([n, 3], d).indexSelect(0, whole(70, n, d)),
  scatterAdd: (n, d) => eighths([65], d).scatterAdd(0, whole(n, 65, d), eighths([n], d)),
  cat: (n, d) => cat([eighths([n, 2], d), eighths([3, 2], d)]),
  "matmul of long rows": (n, d) => matmul(eighths([3, n], d), eighths([n, 2], d)),
  "matmul of many rows": (n, d) => matmul(eighths([n, 5], d), eighths([5, 3], d)),
};

for (const [name, op] of Object.entries(OPERATIONS)) {
  Deno.test({
    name: `webgpu computes ${name} as the cpu does at every size around the borders of its kernels`,
    ignore: !hasGPU,
    fn() {
      for (const n of SIZES) {
        const [here, there] = ["cpu", "webgpu"].map((device) => [op(n, device)].flat());
        assertEquals(there!.length, here!.length);
        for (const [i, wanted] of here!.entries()) {
          assertEquals(there![i]!.shape, wanted.shape);
          assertClose(there![i]!, wanted.toTypedArray(), 1, `result ${i} of ${name} of ${n}`);
        }
      }
    },
  });
}

Deno.test({
  name: "webgpu multiplies matrices of every small size, turned or not, as the cpu does",
  ignore: !hasGPU,
  fn() {
    for (let run = 0; run < 60; run++) {
      const [m, k, n] = [7, 5, 3].map((step, i) => (run * step + i * 9) % 21) as [
        number,
        number,
        number,
      ];
      const [here, there] = ["cpu", "webgpu"].map((device) => {
        const [a, b] = [
          run % 2 ? eighths([k, m], device).mT : eighths([m, k], device),
          run % 4 < 2 ? eighths([n, k], device).mT : eighths([k, n], device),
        ];
        return matmul(a, b).toTypedArray();
      });
      assertEquals(there, here, `${[m, k, n]}`);
    }
  },
});

import { assert, assertEquals } from "@std/assert";
import type { Scan, View } from "../src/device/backend.ts";
import { elementwiseKernel, operand } from "../src/device/expression.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import type { DType } from "../src/tensor/dtype.ts";
import { contiguousStrides } from "../src/tensor/shape.ts";
import {
  available,
  empty,
  filled,
  gpu,
  positions,
  read,
  release,
  view,
} from "./support/webgpu_backend.ts";

const ignore = !available;
const FILL = elementwiseKernel("fill", operand(0));
const SCANS = ["sum", "prod", "max", "min", "logsumexp", "linear"] as const;

/** What each scan gives along a row, in double precision. */
function reference(
  scan: Scan,
  row: readonly number[],
  factors: readonly number[],
): [values: number[], indices: number[]] {
  let [y, at, total] = [NaN, 0, 0];
  const indices: number[] = [];
  const values = row.map((x, i) => {
    total += Math.exp(x);
    const better = scan === "max" ? x >= y : x <= y;
    if (i === 0) y = x;
    else if (scan === "sum") y += x;
    else if (scan === "prod") y *= x;
    else if (scan === "linear") y = x + factors[i]! * y;
    else if (Number.isNaN(x) || better) [y, at] = [x, i];
    indices.push(at);
    return scan === "logsumexp" ? Math.log(total) : y;
  });
  return [values, indices];
}

function hasIndices(scan: Scan): boolean {
  return scan === "max" || scan === "min";
}

/** Scans the last dimension of a view, and compares every row with the reference. */
function check(
  scan: Scan,
  input: View<Block>,
  memory: readonly number[],
  factors: View<Block>,
  factorMemory: readonly number[],
): void {
  const output = empty(input.dtype, input.shape);
  const indices = empty("int32", input.shape);
  gpu().scan(
    scan,
    scan === "linear" ? [input, factors] : [input],
    hasIndices(scan) ? [output, indices] : [output],
  );
  const take = (from: View<Block>, values: readonly number[]): number[] =>
    [...positions(input.shape, from.strides, from.offset)].map((at) => values[at]!);
  const [values, multipliers] = [take(input, memory), take(factors, factorMemory)];
  const [results, places] = [read(output), read(indices)];
  release(output, indices);
  const n = input.shape.at(-1)!;
  for (let start = 0; start < values.length; start += n) {
    const [wanted, at] = reference(
      scan,
      values.slice(start, start + n),
      multipliers.slice(start, start + n),
    );
    wanted.forEach((y, i) => {
      const got = results[start + i]!;
      const near = got === y || Object.is(got, y) ||
        Number.isFinite(y) && Math.abs(got - y) <= 1e-5 * Math.abs(y);
      assert(near, `${scan} of ${input.dtype} [${input.shape}]: ${got} at ${i}, should be ${y}`);
      if (hasIndices(scan)) assertEquals(places[start + i], at[i]);
    });
  }
}

for (const scan of SCANS) {
  Deno.test({
    name: `webgpu scans by ${scan} rows of every length, number and order of strides`,
    ignore,
    fn() {
      const floats = ["logsumexp", "linear"].includes(scan);
      for (const dtype of floats ? ["float32"] as const : ["float32", "int32", "uint32"] as const) {
        const memory = Array.from({ length: 9000 }, (_, i) => {
          const value = Math.imul(i + 3, 2654435761) >>> 24;
          if (scan === "prod") return dtype === "float32" ? 1 + (value - 127) / 4096 : 1;
          return dtype === "float32" ? value / 16 : value % 50;
        });
        const [x, f] = [
          view(dtype, [memory.length], memory),
          filled(dtype, [memory.length], (i) => (i % 7) / 8),
        ];
        const factors = Array.from({ length: memory.length }, (_, i) => (i % 7) / 8);
        const of = (shape: number[], strides: number[], offset = 0): void =>
          check(
            scan,
            { ...x, shape, strides, offset },
            memory,
            { ...f, shape, strides, offset },
            factors,
          );
        for (const n of [1, 2, 31, 63, 64, 65, 128, 129, 1000, 4096, 4097, 9000]) of([n], [1]);
        of([7, 1000], [1000, 1]);
        of([100, 70], [1, 100]);
        of([3, 5, 40], [40, 120, 1], 100);
        of([5, 200], [0, 2], 9);
        of([4, 300], [-300, -3], 1100 + 3 * 300);
        release(x, f);
      }
    },
  });
}

Deno.test({
  name: "webgpu cumulative extremes keep NaN, and the last position among equals, over many chunks",
  ignore,
  fn() {
    const n = 5000;
    const values = Array.from({ length: n }, (_, i) => i % 4 === 0 ? 3 : -i);
    for (const at of [0, 64, 2047, n]) {
      const row = at < n ? values.with(at, NaN) : values;
      const [x, f] = [view("float32", [n], row), empty("float32", [n])];
      for (const scan of ["max", "min"] as const) check(scan, x, row, f, row);
      release(x, f);
    }
  },
});

Deno.test({
  name: "webgpu scans in place, into strided outputs, and at rank 10",
  ignore,
  fn() {
    const x = filled("float32", [3, 200], (i) => i % 5);
    gpu().scan("sum", [x], [x]);
    const wanted = (row: number): number[] => {
      let sum = 0;
      return Array.from({ length: 200 }, (_, i) => sum += (200 * row + i) % 5);
    };
    assertEquals([...read(x)], [0, 1, 2].flatMap(wanted));
    const shape = Array.from({ length: 10 }, () => 2);
    const strides = [...contiguousStrides(shape)].reverse();
    const deep = filled("int32", shape, (i) => i);
    const out = filled("int32", shape, () => -1);
    gpu().scan("sum", [{ ...deep, strides }], [{ ...out, strides }]);
    const half = 512;
    assertEquals(
      [...read(out)],
      Array.from({ length: 1024 }, (_, i) => i < half ? i : 2 * i - half),
    );
    release(x, deep, out);
  },
});

Deno.test({
  name: "webgpu sums of int32 wrap around as they go, those of float16 are rounded once",
  ignore,
  fn() {
    const x = filled("int32", [300], () => 2_000_000_000);
    const out = empty("int32", [300]);
    gpu().scan("sum", [x], [out]);
    assertEquals(
      [...read(out)],
      Array.from({ length: 300 }, (_, i) => 2_000_000_000 * (i + 1) | 0),
    );
    release(x, out);
    if (gpu().refusal("float16")) return;
    const halves = filled("float16", [3000], () => 1);
    const sums = empty("float16", [3000]);
    gpu().scan("sum", [halves], [sums]);
    assertEquals([...read(sums)], Array.from({ length: 3000 }, (_, i) => Math.f16round(i + 1)));
    release(halves, sums);
  },
});

/** A view of so many equal elements. */
function constant(dtype: DType, n: number, value: number): View<Block> {
  const x = empty(dtype, [n]);
  gpu().elementwise(FILL, "float", [value], x);
  return x;
}

Deno.test({
  name: "webgpu scans a row of ten million elements as exactly as it sums them",
  ignore,
  fn() {
    const n = 10_000_000;
    for (const value of [0.1, -3.3].map(Math.fround)) {
      const x = constant("float32", n, value);
      gpu().scan("sum", [x], [x]);
      const sums = read(x);
      for (let i = 0; i < n; i += 997) {
        assert(Math.abs(sums[i]! / ((i + 1) * value) - 1) < 1e-6, `${sums[i]} at ${i}`);
      }
      assert(Math.abs(sums[n - 1]! / (n * value) - 1) < 1e-6);
      release(x);
    }
  },
});

Deno.test({
  name: "webgpu scans a million short rows",
  ignore,
  fn() {
    const rows = 1_000_000;
    const x = constant("float32", 5 * rows, 1);
    gpu().scan("sum", [{ ...x, shape: [rows, 5], strides: [5, 1] }], [
      { ...x, shape: [rows, 5], strides: [5, 1] },
    ]);
    assert(read(x).every((sum, i) => sum === i % 5 + 1));
    release(x);
  },
});

Deno.test({
  name: "webgpu scans rows larger than a kernel can bind",
  ignore,
  fn() {
    const n = 35_000_000; // 140 MB, above the usual 128 MiB
    const x = constant("int32", n, 1);
    const out = empty("int32", [n]);
    gpu().scan("sum", [x], [out]);
    const at = (i: number): number => gpu().read(out.buffer, "int32", i, 1)[0]!;
    for (const i of [0, 63, 64, 17_000_000, 33_554_431, 33_554_432, n - 1]) {
      assertEquals(at(i), i + 1);
    }
    const rows = { shape: [7, n / 7], strides: [n / 7, 1] };
    gpu().scan("sum", [{ ...x, ...rows }], [{ ...out, ...rows }]);
    for (const i of [0, n / 7 - 1, n / 7, n - 1]) assertEquals(at(i), i % (n / 7) + 1);
    release(x, out);
  },
});

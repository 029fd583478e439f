import { assert, assertEquals } from "@std/assert";
import type { Reduction, View } from "../src/device/backend.ts";
import { elementwiseKernel, operand } from "../src/device/expression.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import type { DType } from "../src/tensor/dtype.ts";
import { contiguousStrides, sizeOf } from "../src/tensor/shape.ts";
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

/** What each reduction gives, in double precision. */
function reference(reduction: Reduction, values: readonly number[]): number {
  const nan = values.findIndex((value) => Number.isNaN(value));
  const best = (better: (a: number, b: number) => boolean): number =>
    nan >= 0 ? nan : values.reduce((at, value, i) => better(value, values[at]!) ? i : at, 0);
  switch (reduction) {
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "prod":
      return values.reduce((product, value) => product * value, 1);
    case "any":
      return Number(values.some((value) => value !== 0));
    case "all":
      return Number(values.every((value) => value !== 0));
    case "argmax":
      return best((a, b) => a > b);
    case "argmin":
      return best((a, b) => a < b);
    case "max":
      return values[best((a, b) => a > b)]!;
    case "min":
      return values[best((a, b) => a < b)]!;
  }
}

const REDUCTIONS = ["sum", "prod", "max", "min", "any", "all", "argmax", "argmin"] as const;

function outputType(reduction: Reduction, input: DType): DType {
  if (reduction === "argmax" || reduction === "argmin") return "int32";
  if (reduction === "any" || reduction === "all") return "bool";
  if (reduction === "max" || reduction === "min") return input;
  return input === "bool" || input === "uint8" ? "int32" : input;
}

/** Compares with the reference, for an input of that many outer dimensions. */
function check(reduction: Reduction, input: View<Block>, memory: ArrayLike<number>, outer: number) {
  const shape = input.shape.slice(0, outer);
  const reduced = sizeOf(input.shape.slice(outer));
  const output = empty(outputType(reduction, input.dtype), shape);
  gpu().reduce(reduction, input, output);
  const values = [...positions(input.shape, input.strides, input.offset)].map((at) => memory[at]!);
  const results = read(output);
  const tolerance = reduction === "prod" ? 1e-5 : 1e-6;
  release(output);
  assertEquals(results.length, sizeOf(shape));
  results.forEach((result, i) => {
    const wanted = reference(reduction, values.slice(i * reduced, (i + 1) * reduced));
    const near = Object.is(result, wanted) || result === wanted ||
      Number.isFinite(wanted) && Math.abs(result - wanted) <= tolerance * Math.abs(wanted);
    assert(near, `${reduction} of ${input.dtype} ${input.shape} is ${result}, should be ${wanted}`);
  });
}

for (const reduction of REDUCTIONS) {
  Deno.test({
    name: `webgpu ${reduction} agrees with the definition on every dtype, size and order`,
    ignore,
    fn() {
      for (const dtype of ["float32", "int32", "uint32", "uint8", "bool"] as const) {
        const scale = reduction === "prod" ? 40 : 200;
        const memory = Array.from({ length: 7000 }, (_, i) => {
          const value = Math.imul(i + 3, 2654435761) >>> 24;
          if (dtype === "bool") return value & 1;
          if (dtype === "float32") return Math.fround(1 + (value - 127.5) / scale / 128);
          return reduction === "prod" ? value % 40 === 0 ? 2 : 1 : value % scale;
        });
        const x = view(dtype, [memory.length], memory);
        const of = (shape: number[], strides: number[], offset = 0): View<Block> => ({
          ...x,
          shape,
          strides,
          offset,
        });
        for (const n of [1, 2, 3, 31, 64, 129, 1000, 1025, 7000]) {
          if (reduction === "prod" && dtype !== "float32" && n > 1025) continue;
          check(reduction, of([n], [1]), memory, 0);
        }
        check(reduction, of([7, 1000], [1000, 1]), memory, 1);
        check(reduction, of([100, 7], [1, 1000]), memory, 1);
        check(reduction, of([3, 5, 4, 6], [4, 12, 1, 60], 100), memory, 2);
        check(reduction, of([5, 8], [0, 2], 9), memory, 1);
        check(reduction, of([4, 30], [-100, -3], 900), memory, 1);
        release(x);
      }
    },
  });
}

Deno.test({
  name: "webgpu reductions of nothing are 0 for sums and 1 for products",
  ignore,
  fn() {
    for (const [reduction, wanted] of [["sum", 0], ["prod", 1], ["any", 0], ["all", 1]] as const) {
      const [x, out] = [empty("float32", [3, 0]), empty(outputType(reduction, "float32"), [3])];
      gpu().reduce(reduction, x, out);
      assertEquals([...read(out)], [wanted, wanted, wanted]);
      release(x, out);
    }
    const [x, out] = [empty("float32", [0, 3]), empty("float32", [0])];
    gpu().reduce("sum", x, out);
    assertEquals(read(out).length, 0);
    release(x, out);
  },
});

Deno.test({
  name: "webgpu max, min and their positions let NaN win and take the first among equals",
  ignore,
  fn() {
    const run = (reduction: Reduction, values: number[]): number => {
      const x = view("float32", [values.length], values);
      const out = empty(outputType(reduction, "float32"), []);
      gpu().reduce(reduction, x, out);
      const [result] = read(out);
      release(x, out);
      return result!;
    };
    assertEquals(run("max", [1, NaN, 3]), NaN);
    assertEquals(run("min", [NaN, -Infinity]), NaN);
    assertEquals(run("argmax", [1, NaN, 3, NaN]), 1);
    assertEquals(run("argmin", [5, 2, 2, 9]), 1);
    assertEquals(run("argmax", [-Infinity, -Infinity]), 0);
    assertEquals(run("max", [-Infinity, -Infinity]), -Infinity);
    const long = Array.from({ length: 50_000 }, (_, i) => i % 997);
    assertEquals(run("argmax", long), 996);
    assertEquals(run("argmin", long.map((value) => value + 1)), 0);
    long[40_321] = NaN;
    long[45_000] = NaN;
    assertEquals(run("argmax", long), 40_321);
    assertEquals(run("argmin", long), 40_321);
    assertEquals(run("max", long), NaN);
  },
});

Deno.test({
  name: "webgpu sums ten million floats to six digits, in several stages",
  ignore,
  fn() {
    const n = 10_000_000;
    const x = empty("float32", [n]);
    const total = empty("float32", []);
    for (const value of [0.1, 1, -3.3, 1e-3].map(Math.fround)) {
      gpu().elementwise(FILL, "float", [value], x);
      gpu().reduce("sum", x, total);
      const [sum] = read(total);
      assert(Math.abs(sum! / (n * value) - 1) < 1e-6, `${sum} is not ${n * value}`);
    }
    const columns = empty("float32", [10]);
    gpu().reduce("sum", { ...x, shape: [10, n / 10], strides: [1, 10] }, columns);
    for (const sum of read(columns)) assert(Math.abs(sum / (n / 10 * 1e-3) - 1) < 1e-6);
    const position = empty("int32", []);
    gpu().elementwise(FILL, "float", [7], { ...x, shape: [1], offset: 7_654_321 });
    gpu().reduce("argmax", x, position);
    assertEquals(read(position)[0], 7_654_321);
    release(x, total, columns, position);
  },
});

Deno.test({
  name: "webgpu sums of int32 wrap around, of float16 do not lose what is small",
  ignore,
  fn() {
    const x = filled("int32", [5000], () => 2_000_000_000);
    const out = empty("int32", []);
    gpu().reduce("sum", x, out);
    assertEquals(read(out)[0], Number(BigInt.asIntN(32, 5000n * 2_000_000_000n)));
    release(x, out);
    if (gpu().refusal("float16")) return;
    const halves = filled("float16", [20_000], () => 1);
    const half = empty("float16", []);
    gpu().reduce("sum", halves, half);
    assertEquals(read(half)[0], 20_000);
    const whole = empty("float32", []);
    gpu().reduce("sum", halves, whole);
    assertEquals(read(whole)[0], 20_000);
    release(halves, half, whole);
  },
});

Deno.test({
  name: "webgpu reduces into strided outputs, in place of its input, and at rank 12",
  ignore,
  fn() {
    const memory = Array.from({ length: 4096 }, (_, i) => i % 11);
    const x = view("float32", Array.from({ length: 12 }, () => 2), memory);
    // Every other dimension first, so that none can be merged.
    const order = [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11];
    const strides = contiguousStrides(x.shape);
    const shuffled = { ...x, strides: order.map((d) => strides[d]!) };
    check("sum", shuffled, memory, 6);
    check("argmax", shuffled, memory, 2);
    check("sum", shuffled, memory, 11);
    const out = filled("float32", [4, 3], () => -1);
    const column = { ...out, shape: [4], strides: [3], offset: 1 };
    gpu().reduce("sum", { ...x, shape: [4, 1024], strides: [1024, 1] }, column);
    const sums = [0, 1, 2, 3].map((i) => reference("sum", memory.slice(i * 1024, (i + 1) * 1024)));
    assertEquals([...read(out)], sums.flatMap((sum) => [-1, sum, -1]));
    // The sum of a row goes to its first element.
    const rows = { ...x, shape: [4, 1024], strides: [1024, 1] };
    gpu().reduce("sum", rows, { ...x, shape: [4], strides: [1024] });
    assertEquals([0, 1, 2, 3].map((i) => gpu().read(x.buffer, "float32", 1024 * i, 1)[0]), sums);
    release(x, out);
  },
});

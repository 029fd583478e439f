import { assert, assertEquals } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { apply, elementwiseKernel, operand } from "../src/device/expression.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { type DType, typedArray } from "../src/tensor/dtype.ts";
import { broadcastShapes, expandLayout, sizeOf } from "../src/tensor/shape.ts";
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
const COPY = elementwiseKernel("copy", operand(0));
const ADD = elementwiseKernel("add", apply("add", operand(0), operand(1)));
const MULTIPLY_ADD = elementwiseKernel(
  "addcmul",
  apply("add", operand(0), apply("mul", operand(1), operand(2))),
);

/** The elements a view shows, read through the memory behind it. */
function elements(of: View<Block>, length: number): number[] {
  const memory = gpu().read(of.buffer, of.dtype, 0, length);
  return [...positions(of.shape, of.strides, of.offset)].map((at) => memory[at]!);
}

Deno.test({
  name: "webgpu adds contiguous tensors of every length around a four-vector",
  ignore,
  fn() {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 255, 256, 257, 1023]) {
      const [a, b] = [filled("float32", [n], (i) => i), filled("float32", [n], (i) => 2 * i)];
      const out = filled("float32", [n + 8], () => -1);
      gpu().elementwise(ADD, "float", [a, b], { ...out, shape: [n] });
      const wanted = Array.from({ length: n + 8 }, (_, i) => i < n ? 3 * i : -1);
      assertEquals([...read(out)], wanted);
      release(a, b, out);
    }
  },
});

Deno.test({
  name: "webgpu gives the same results when a kernel it knows comes with other operands",
  ignore,
  fn() {
    const dtypes = ["float32", "int32", "uint8"] as const;
    for (let round = 0; round < 3; round++) {
      for (
        const [n, offset] of [[1, 0], [3, 4], [5, 8], [16, 0], [16, 2], [65, 4], [0, 0]] as const
      ) {
        for (const left of dtypes) {
          for (const right of dtypes) {
            const compute = left === "float32" || right === "float32" ? "float" : "int";
            const dtype = compute === "float" ? "float32" : "int32";
            const a = filled(left, [n + offset], (i) => i + round);
            const b = filled(right, [n + 4], (i) => 2 * i);
            const out = filled(dtype, [n + 9], () => -1);
            const [x, y] = [{ ...a, shape: [n], offset }, { ...b, shape: [n] }];
            const into = { ...out, shape: [n, 1], strides: [1, 7], offset: 4 };
            const operands = [x, 2 + round, y].map((view) =>
              typeof view === "number" ? view : { ...view, shape: [n, 1], strides: [1, 1] }
            );
            gpu().elementwise(MULTIPLY_ADD, compute, operands, into);
            const at = (i: number) => i + offset + round + (2 + round) * 2 * i;
            const wanted = Array.from(
              { length: n + 9 },
              (_, i) => i >= 4 && i < n + 4 ? at(i - 4) : -1,
            );
            assertEquals([...read(out)], wanted, `${left} ${right} ${n} ${offset}`);
            // And over an operand, which is bound once.
            gpu().elementwise(ADD, compute, [into, operands[2]!], into);
            const added = wanted.map((v, i) => i >= 4 && i < n + 4 ? v + 2 * (i - 4) : v);
            assertEquals([...read(out)], added, `${left} ${right} ${n} ${offset} in place`);
            release(a, b, out);
          }
        }
      }
    }
  },
});

Deno.test({
  name: "webgpu computes of one element for all places what it computes of as many equal ones",
  ignore,
  fn() {
    for (const fn of ["asinh", "log1p", "exp", "lgamma"] as const) {
      const kernel = elementwiseKernel(fn, apply(fn, operand(0)));
      for (const n of [1, 3, 4, 5, 9]) {
        const [one, many] = [filled("float32", [1], () => 0.5), filled("float32", [n], () => 0.5)];
        const [spread, wanted] = [empty("float32", [n]), empty("float32", [n])];
        gpu().elementwise(kernel, "float", [{ ...one, shape: [n], strides: [0] }], spread);
        gpu().elementwise(kernel, "float", [many], wanted);
        assertEquals(read(spread), read(wanted), fn);
        release(one, many, spread, wanted);
      }
    }
  },
});

Deno.test({
  name: "webgpu writes a view of a larger tensor and leaves its neighbours alone",
  ignore,
  fn() {
    for (const offset of [0, 1, 4, 7]) {
      for (const dtype of ["float32", "float16", "uint8", "bool"] as const) {
        if (gpu().refusal(dtype)) continue;
        const out = filled(dtype, [32], () => 1);
        gpu().elementwise(COPY, "float", [0], { ...out, shape: [10], offset });
        assertEquals(
          [...read(out)],
          Array.from({ length: 32 }, (_, i) => i >= offset && i < offset + 10 ? 0 : 1),
        );
        release(out);
      }
    }
  },
});

Deno.test({
  name: "webgpu broadcasts operands of any shape against each other",
  ignore,
  fn() {
    const shapes = [[], [1], [5], [4, 1], [4, 5], [3, 1, 5], [3, 4, 1], [2, 3, 4, 5], [1, 1, 1, 1]];
    // Rows of whole four-vectors take another path.
    shapes.push([8], [4, 8], [3, 4, 8], [3, 1, 8]);
    for (const left of shapes) {
      for (const right of shapes) {
        if (left.includes(8) && right.includes(5) || left.includes(5) && right.includes(8)) {
          continue;
        }
        const shape = broadcastShapes(left, right);
        const a = filled("float32", left, (i) => i + 0.5);
        const b = filled("float32", right, (i) => 100 * i);
        const out = empty("float32", shape);
        const [x, y] = [a, b].map((v) => ({ ...v, ...expandLayout(v, shape) })) as [
          View<Block>,
          View<Block>,
        ];
        gpu().elementwise(ADD, "float", [x, y], out);
        const ys = elements(y, sizeOf(right));
        assertEquals([...read(out)], elements(x, sizeOf(left)).map((value, i) => value + ys[i]!));
        release(a, b, out);
      }
    }
  },
});

Deno.test({
  name: "webgpu walks strides of every sign and order, up to rank 10",
  ignore,
  fn() {
    for (let rank = 1; rank <= 10; rank++) {
      const shape = Array.from({ length: rank }, (_, d) => d % 3 === 2 ? 3 : 2);
      const size = sizeOf(shape);
      const a = filled("float32", [2 * size], (i) => i);
      // Dimensions in reversed order, every other one backwards, so that no two can be merged.
      const strides: number[] = [];
      let [step, offset] = [1, 1];
      shape.forEach((n, d) => {
        strides.push(d % 2 === 0 ? step : -step);
        if (d % 2 === 1) offset += (n - 1) * step;
        step *= n;
      });
      const x = { ...a, shape, strides, offset };
      const out = empty("float32", shape);
      gpu().elementwise(ADD, "float", [x, 0.25], out);
      assertEquals([...read(out)], elements(x, 2 * size).map((value) => value + 0.25));
      // And the other way: writing through such strides.
      const target = filled("float32", [2 * size], () => -1);
      gpu().elementwise(COPY, "float", [out], { ...target, shape, strides, offset });
      assertEquals(elements({ ...target, shape, strides, offset }, 2 * size), [...read(out)]);
      assertEquals(read(target).filter((value) => value === -1).length, size);
      release(a, out, target);
    }
  },
});

Deno.test({
  name:
    "webgpu works on rows cut out of a larger tensor, whether they lie at multiples of four or not",
  ignore,
  fn() {
    for (const [width, offset] of [[12, 0], [12, 4], [12, 1], [13, 0]] as const) {
      const x = filled("float32", [6, width], (i) => i);
      const target = filled("float32", [6, width], () => -1);
      const rows = { shape: [3, 8], strides: [2 * width, 1], offset };
      const bias = filled("float32", [8], (i) => 1000 * i);
      const wide = { ...bias, shape: [3, 8], strides: [0, 1] };
      gpu().elementwise(ADD, "float", [{ ...x, ...rows }, wide], { ...target, ...rows });
      const wanted = new Array(6 * width).fill(-1);
      [...positions(rows.shape, rows.strides, offset)].forEach((at, i) => {
        wanted[at] = at + 1000 * (i % 8);
      });
      assertEquals([...read(target)], wanted);
      release(x, target, bias);
    }
  },
});

Deno.test({
  name: "webgpu computes in place, with the output among the operands once or more",
  ignore,
  fn() {
    for (const n of [6, 1000]) {
      const x = filled("float32", [n], (i) => i);
      gpu().elementwise(ADD, "float", [x, 1], x);
      gpu().elementwise(ADD, "float", [x, x], x);
      gpu().elementwise(MULTIPLY_ADD, "float", [x, x, x], x);
      assertEquals(
        [...read(x)],
        Array.from({ length: n }, (_, i) => {
          const y = 2 * (i + 1);
          return y + y * y;
        }),
      );
      release(x);
    }
    const transposed = filled("float32", [3, 4], (i) => i);
    const x = { ...transposed, shape: [4, 3], strides: [1, 4] };
    gpu().elementwise(ADD, "float", [x, 1], x);
    assertEquals([...read(transposed)], Array.from({ length: 12 }, (_, i) => i + 1));
    // Another part of the same memory.
    const row = (i: number): View<Block> => ({
      ...transposed,
      shape: [4],
      strides: [1],
      offset: 4 * i,
    });
    gpu().elementwise(COPY, "float", [row(2)], row(0));
    assertEquals([...read(transposed)], [9, 10, 11, 12, 5, 6, 7, 8, 9, 10, 11, 12]);
    release(transposed);
  },
});

Deno.test({
  name: "webgpu takes eight operands of different dtypes, and the same one many times",
  ignore,
  fn() {
    const dtypes: DType[] = ["float32", "int32", "uint8", "bool", "uint32", "float32", "int32"];
    const sum = Array.from({ length: 8 }, (_, i) => operand(i))
      .reduce((left, right) => apply("add", left, right));
    const kernel = elementwiseKernel("sum8", sum);
    const views = dtypes.map((dtype, k) =>
      filled(dtype, [20], (i) => dtype === "bool" ? i % 2 : k + i)
    );
    const out = empty("float32", [20]);
    gpu().elementwise(kernel, "float", [...views, 0.5], out);
    assertEquals(
      [...read(out)],
      Array.from({ length: 20 }, (_, i) => 0.5 + i % 2 + 6 * i + 0 + 1 + 2 + 4 + 5 + 6),
    );
    const same = views[0]!;
    gpu().elementwise(kernel, "float", Array.from({ length: 8 }, () => same), out);
    assertEquals([...read(out)], Array.from({ length: 20 }, (_, i) => 8 * i));
    release(...views, out);
  },
});

Deno.test({
  name: "webgpu does nothing for empty tensors, and they can be read, written and released",
  ignore,
  fn() {
    const [a, out] = [empty("float32", [3, 0]), empty("float32", [3, 0])];
    gpu().write(a.buffer, "float32", new Float32Array());
    gpu().elementwise(ADD, "float", [a, 1], out);
    assertEquals(gpu().read(out.buffer, "float32", 0, 0), new Float32Array());
    assertEquals(gpu().read(out.buffer, "bool", 0, 0), new Uint8Array());
    release(a, out);
  },
});

/** For every dtype: values, and what each becomes in the others. */
const SOURCES: readonly [DType, number[]][] = [
  ["float32", [
    0,
    1,
    -1.5,
    2.75,
    300.9,
    -0.25,
    65519,
    3e9,
    -3e9,
    5e9,
    NaN,
    Infinity,
    -Infinity,
    1e-40,
  ]],
  ["float16", [0, 1, -1.5, 300.75, -0.25, 6e-8, NaN, Infinity, -Infinity]],
  ["int32", [0, 1, -1, 255, 256, -129, 16777217, 2147483647, -2147483648]],
  ["uint32", [0, 1, 255, 256, 16777217, 3000000000, 4294967295]],
  ["uint8", [0, 1, 127, 128, 255]],
  ["bool", [0, 1, 1, 0, 1]],
];

function clampTo(value: number, low: number, high: number): number {
  return Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, low), high)) + 0;
}

function converted(value: number, from: DType, to: DType): number {
  const float = from === "float32" || from === "float16";
  switch (to) {
    case "float32":
      return Math.fround(value);
    case "float16":
      return Math.f16round(Math.fround(value));
    case "int32":
      return float ? clampTo(value, -(2 ** 31), 2 ** 31 - 1) : value | 0;
    case "uint32":
      return float ? clampTo(value, 0, 2 ** 32 - 1) : value >>> 0;
    case "uint8":
      return (float ? clampTo(value, -(2 ** 31), 2 ** 31 - 1) : value) & 255;
    default:
      return value !== 0 ? 1 : 0;
  }
}

for (const [from, values] of SOURCES) {
  Deno.test({
    name: `webgpu converts ${from} to every other dtype`,
    ignore,
    fn() {
      for (const [to] of SOURCES) {
        if (gpu().refusal(from) ?? gpu().refusal(to)) continue;
        const stored = typedArray(from, values.length);
        stored.set(values);
        const x = view(from, [values.length], stored);
        const out = empty(to, [values.length]);
        const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float16";
        const compute = isFloat(from) ? "float" : from === "uint32" ? "uint" : "int";
        gpu().elementwise(COPY, compute, [x], out);
        const wanted = [...stored].map((value) => converted(value, from, to));
        assertEquals([...read(out)], wanted, `${from} to ${to}`);
        // Converting on load instead of on store gives the same, but for bool and uint8.
        if (to !== "bool" && to !== "uint8") {
          const other = isFloat(to) ? "float" : to === "uint32" ? "uint" : "int";
          gpu().elementwise(COPY, other, [x], out);
          assertEquals([...read(out)], wanted, `${from} to ${to} on load`);
        }
        release(x, out);
      }
    },
  });
}

Deno.test({
  name: "webgpu folds more workgroups than fit one dimension",
  ignore,
  fn() {
    const n = 4_400_000;
    const x = filled("uint8", [n, 2], (i) => i % 7);
    const out = empty("float32", [n]);
    const column = { ...x, shape: [n], strides: [2], offset: 1 };
    gpu().elementwise(ADD, "float", [column, 1], out);
    const values = read(out);
    assert(values.every((value, i) => value === (2 * i + 1) % 7 + 1));
    release(x, out);
  },
});

Deno.test({
  name: "webgpu works on tensors larger than a kernel can bind, part by part",
  ignore,
  fn() {
    const n = 35_000_000; // 140 MB, above the usual 128 MiB
    const x = empty("float32", [n]);
    gpu().elementwise(COPY, "float", [1], x);
    const tail = { ...x, shape: [3], offset: n - 3 };
    gpu().elementwise(COPY, "float", [5], tail);
    gpu().elementwise(ADD, "float", [x, 0.5], x);
    const rows = { ...x, shape: [7, n / 7], strides: [n / 7, 1] };
    const sums = empty("float32", [7]);
    gpu().reduce("sum", rows, sums);
    const total = empty("float32", []);
    gpu().reduce("sum", x, total);
    const most = empty("float32", []);
    gpu().reduce("max", x, most);
    const part = 1.5 * n / 7;
    const [first, ...rest] = [...read(sums)].reverse();
    assertEquals(rest, Array.from({ length: 6 }, () => part));
    assertEquals(Math.abs(first! - part - 12) < 1, true);
    assertEquals(Math.abs(read(total)[0]! / (1.5 * n + 12) - 1) < 1e-6, true);
    assertEquals(read(most)[0], 5.5);
    assertEquals([...gpu().read(x.buffer, "float32", n - 4, 4)], [1.5, 5.5, 5.5, 5.5]);
    release(x, sums, total, most);
  },
});

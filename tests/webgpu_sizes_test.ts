/** Sizes that meet the limits of WebGPU: what kernels bind, workgroups of a dispatch, turns of a loop. */

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { elementwiseKernel, operand } from "../src/device/expression.ts";
import type { View } from "../src/device/backend.ts";
import { indexRule } from "../src/device/out_of_range.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { RuntimeError } from "../src/errors.ts";
import { contiguousStrides, type Shape } from "../src/tensor/shape.ts";
import { available, empty, filled, gpu, release, view } from "./support/webgpu_backend.ts";

const ignore = !available;
const FILL = elementwiseKernel("fill", operand(0));

/** Above the usual 128 MiB of maxStorageBufferBindingSize, in elements of four bytes. */
const LARGE = 35_000_000;

function fill(of: View<Block>, value: number): View<Block> {
  gpu().elementwise(FILL, "float", [value], of);
  return of;
}

/** The same memory at another shape. */
function shaped(of: View<Block>, shape: Shape, strides = contiguousStrides(shape)): View<Block> {
  return { ...of, shape, strides };
}

function put(of: View<Block>, at: number, value: number): void {
  fill({ ...of, shape: [1], strides: [1], offset: at }, value);
}

function at(of: View<Block>, position: number): number {
  return gpu().read(of.buffer, of.dtype, position, 1)[0]!;
}

Deno.test({
  name: "webgpu finds the extremes of a row larger than a kernel can bind, and where they are",
  ignore,
  fn() {
    const x = fill(empty("float32", [LARGE]), 1);
    const [best, place] = [empty("float32", []), empty("int32", [])];
    const check = (arg: "argmax" | "argmin", wanted: number): void => {
      gpu().reduce(arg, x, place);
      assertEquals(at(place, 0), wanted);
    };
    check("argmax", 0);
    put(x, LARGE - 2, 3);
    put(x, 20_000_000, 3);
    put(x, 20_000_001, -3);
    put(x, 30_000_000, -3);
    check("argmax", 20_000_000);
    check("argmin", 20_000_001);
    gpu().reduce("max", x, best);
    assertEquals(at(best, 0), 3);
    put(x, 33_000_000, NaN);
    check("argmax", 33_000_000);
    check("argmin", 33_000_000);
    release(x, best, place);
  },
});

Deno.test({
  name: "webgpu gathers rows of a table larger than a kernel can bind",
  ignore,
  fn() {
    const [rows, width] = [50_000, 700]; // as GPT-2's table of tokens
    const table = empty("float32", [rows, width]);
    const numbers = filled("float32", [rows, 1], (i) => i);
    gpu().elementwise(FILL, "float", [shaped(numbers, table.shape, [1, 0])], table);
    put(table, 49_999 * width + 699, -1);
    const wanted = [49_999, 0, 25_000, 24_999, 47_935, 49_999];
    const index = view("int32", [wanted.length, 1], wanted);
    const out = empty("float32", [wanted.length, width]);
    gpu().gather(table, 0, shaped(index, out.shape, [1, 0]), out);
    wanted.forEach((row, i) => {
      assertEquals(at(out, i * width), row);
      assertEquals(at(out, i * width + 699), row === 49_999 ? -1 : row);
    });
    release(table, numbers, index, out);
  },
});

Deno.test({
  name: "webgpu gathers and scatters with more indices than a kernel can bind",
  ignore,
  fn() {
    const index = fill(empty("int32", [LARGE]), 2);
    put(index, 0, 1);
    put(index, LARGE - 1, 0);
    const table = view("float32", [3], [5, 6, 7]);
    const out = empty("float32", [LARGE]);
    gpu().gather(table, 0, index, out);
    assertEquals([0, 1, 20_000_000, LARGE - 2, LARGE - 1].map((i) => at(out, i)), [6, 7, 7, 7, 5]);
    release(out);
    const counts = fill(empty("int32", [3]), 0);
    const one = fill(empty("int32", []), 1);
    gpu().scatter(counts, 0, index, shaped(one, [LARGE], [0]), "add");
    assertEquals([0, 1, 2].map((i) => at(counts, i)), [1, 1, LARGE - 2]);
    release(index, table, counts, one);
  },
});

Deno.test({
  name: "webgpu scatters into a tensor larger than a kernel can bind",
  ignore,
  fn() {
    const target = fill(empty("float32", [LARGE]), 1);
    const places = [LARGE - 1, 17_499_999, 17_500_000, 0, LARGE - 1];
    const index = view("int32", [5], places);
    gpu().scatter(target, 0, index, view("float32", [5], [1, 2, 3, 4, 5]), "add");
    assertEquals(places.map((i) => at(target, i)), [7, 3, 4, 5, 7]);
    // Rows of a table, as in the gradient of an embedding.
    const table = shaped(target, [50_000, 700]);
    const rows = view("int32", [3, 1], [49_999, 100, 49_999]);
    const ones = fill(empty("float32", []), 1);
    const shape = [3, 700];
    gpu().scatter(
      table,
      0,
      shaped(rows, shape, [1, 0]),
      shaped(ones, shape, [0, 0]),
      "add",
    );
    assertEquals([100 * 700, 101 * 700, LARGE - 700, LARGE - 1].map((i) => at(table, i)), [
      2,
      1,
      3,
      9,
    ]);
    release(target, index, rows, ones);
  },
});

Deno.test({
  name: "webgpu multiplies matrices larger than a kernel can bind, whichever way they lie",
  ignore,
  fn() {
    const [tall, width] = [50_000, 700];
    const large = fill(empty("float32", [LARGE]), 1);
    const small = fill(empty("float32", [1, 2, tall]), 0.5);
    const check = (a: View<Block>, b: View<Block>, sum: number): void => {
      const out = empty("float32", [1, a.shape[1]!, b.shape[2]!]);
      gpu().matmul(a, b, out);
      for (const i of [0, out.shape[2]! - 1, a.shape[1]! * b.shape[2]! - 1]) {
        assert(Math.abs(at(out, i) / sum - 1) < 1e-6, `${at(out, i)} is not ${sum}`);
      }
      release(out);
    };
    const byWidth = shaped(small, [1, 2, width], [0, tall, 1]);
    const byTall = shaped(small, [1, 2, tall], [0, tall, 1]);
    const table = [1, tall, width];
    const turned = [1, width, tall];
    check(byWidth, shaped(large, turned, [0, 1, width]), width / 2); // x W^T
    check(byTall, shaped(large, table, [0, width, 1]), tall / 2); // the sum runs along the rows
    check(shaped(large, table, [0, width, 1]), turnedOver(byWidth), width / 2);
    check(shaped(large, turned, [0, 1, width]), turnedOver(byTall), tall / 2);
    release(large, small);
  },
});

function turnedOver({ shape, strides, ...rest }: View<Block>): View<Block> {
  const [batch, m, n] = shape as [number, number, number];
  const [b, r, c] = strides as [number, number, number];
  return { ...rest, shape: [batch, n, m], strides: [b, c, r] };
}

Deno.test({
  name: "webgpu writes a matrix product larger than a kernel can bind",
  ignore,
  fn() {
    const column = filled("float32", [1, 50_000, 1], (i) => i % 100);
    const row = filled("float32", [1, 1, 700], (i) => i % 10);
    const out = empty("float32", [1, 50_000, 700]);
    gpu().matmul(column, row, out);
    for (const [i, j] of [[0, 0], [47_999, 699], [25_001, 3], [49_999, 699]] as const) {
      assertEquals(at(out, i * 700 + j), (i % 100) * (j % 10));
    }
    release(column, row, out);
  },
});

Deno.test({
  name:
    "webgpu computes with twenty million elements one by one, in more workgroups than one row holds",
  ignore,
  fn() {
    // Every other element, so that no thread takes four.
    const n = 10_000_000;
    const x = fill(empty("uint8", [2 * n]), 7);
    put(x, 2 * n - 1, 9);
    const odd = { ...x, shape: [n], strides: [2], offset: 1 };
    gpu().elementwise(FILL, "float", [odd], { ...odd, offset: 0 });
    assertEquals([0, 1, 2 * n - 4, 2 * n - 2].map((i) => at(x, i)), [7, 7, 7, 9]);
    const total = empty("int32", []);
    gpu().reduce("sum", x, total);
    assertEquals(at(total, 0), 14 * n + 4);
    release(x, total);
  },
});

Deno.test({
  name: "webgpu takes rows of a table larger than a kernel can bind, and adds to them",
  ignore,
  fn() {
    const height = LARGE / 7;
    const table = shaped(fill(empty("float32", [LARGE]), 1), [height, 7]);
    const picked = [0, height - 1, 4_793_490, 4_793_491, height - 1];
    const index = view("int32", [5], picked);
    picked.forEach((row, i) => put(table, row * 7 + 3, 10 + i));
    const rows = empty("float32", [5, 7]);
    gpu().fused.takeRows!(table, index, rows, indexRule("test"));
    assertEquals(
      picked.map((_, i) => [at(rows, 7 * i), at(rows, 7 * i + 3)]),
      [[1, 10], [1, 14], [1, 12], [1, 13], [1, 14]],
    );
    gpu().fused.addRows!(table, index, rows);
    assertEquals(
      picked.map((row) => [at(table, 7 * row), at(table, 7 * row + 3), at(table, 7 * row + 6)]),
      [[2, 20, 2], [3, 42, 3], [2, 24, 2], [2, 26, 2], [3, 42, 3]],
    );
    release(table, index, rows);
  },
});

Deno.test({
  name: "webgpu works on a row larger than a kernel can bind, and on more rows than that",
  ignore,
  fn() {
    const x = fill(empty("float32", [1, LARGE]), 1);
    put(x, LARGE - 3, 1 + Math.log(LARGE));
    const y = empty("float32", [1, LARGE]);
    gpu().fused.softmax!(x, y, false);
    assertAlmostEquals(at(y, 0), 0.5 / LARGE, 2e-6 / LARGE);
    assertAlmostEquals(at(y, LARGE - 3), 0.5, 1e-6);
    const rows = shaped(x, [LARGE / 7, 7]);
    const [mean, inverse] = [empty("float32", [LARGE / 7]), empty("float32", [LARGE / 7])];
    gpu().fused.layerNorm!(rows, null, null, 1, shaped(y, rows.shape), mean, inverse);
    assertEquals([at(mean, 0), at(inverse, 9), at(y, LARGE - 8)], [1, 1, 0]);
    assertAlmostEquals(at(mean, LARGE / 7 - 1), 1 + Math.log(LARGE) / 7, 1e-5);
    release(x, y, mean, inverse);
  },
});

Deno.test({
  name: "webgpu names the limit that it meets where a row cannot be cut up",
  ignore,
  fn() {
    const views = (["float32", "float32", "int32"] as const).map((dtype) => empty(dtype, [LARGE]));
    const [x, values, indices] = views as [View<Block>, View<Block>, View<Block>];
    const error = assertThrows(() => gpu().sort(x, values, indices, false), RuntimeError);
    const [message, fix] = error.message.split("\n");
    assert(/^a tensor of 133.51 MiB is more than .*maxStorageBufferBindingSize/.test(message!));
    assertEquals(
      fix,
      "Work on parts of it, x.narrow(0, start, length) for one, or move it to the CPU.",
    );
    release(...views);
  },
});

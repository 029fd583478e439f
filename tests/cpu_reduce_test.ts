import { assert, assertEquals } from "@std/assert";
import type { Reduction, View } from "../src/device/backend.ts";
import { CPUBackend } from "../src/device/cpu/backend.ts";
import { reduceByLoop } from "../src/device/cpu/reduce.ts";
import { reduceByKernel } from "../src/device/cpu/reduce_kernels.ts";
import type { DType, TypedArray } from "../src/tensor/dtype.ts";
import { contiguousStrides, sizeOf } from "../src/tensor/shape.ts";

const backend = new CPUBackend();

let state = 1;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Numbers of a dtype; a few floats are special, if asked for. */
function fill(array: TypedArray, dtype: DType, specials: readonly number[]): void {
  for (let i = 0; i < array.length; i++) {
    if (dtype === "bool") array[i] = random() < 0.01 ? 1 : 0;
    else if (dtype === "int32") array[i] = (random() - 0.5) * 2 ** 32;
    else if (dtype === "uint8") array[i] = random() * 256;
    else {
      const special = specials[Math.floor(random() * 300)];
      // Few different numbers, so that some are equal.
      array[i] = special ?? Math.round((random() - 0.5) * 4000) / 8;
    }
  }
}

function fresh(dtype: DType, shape: readonly number[], specials: readonly number[] = []) {
  const buffer = backend.allocate(dtype, sizeOf(shape) + 3);
  fill(buffer, dtype, specials);
  return { buffer, dtype, shape, strides: contiguousStrides(shape), offset: 3 };
}

/** A view whose last dimensions are those that are reduced. */
function reducing(x: View<TypedArray>, dims: readonly number[]): View<TypedArray> {
  const order = [...x.shape.keys()].filter((d) => !dims.includes(d)).concat(dims);
  return { ...x, shape: order.map((d) => x.shape[d]!), strides: order.map((d) => x.strides[d]!) };
}

/** Reduces by a kernel and by the loop, and compares. */
function compare(
  reduction: Reduction,
  x: View<TypedArray>,
  dims: readonly number[],
  to: DType,
  expectKernel = true,
): void {
  const input = reducing(x, dims);
  const shape = input.shape.slice(0, input.shape.length - dims.length);
  const [got, wanted] = [fresh(to, shape), fresh(to, shape)];
  const label = `${reduction} of ${x.dtype} [${x.shape}] over ${dims}`;
  assertEquals(reduceByKernel(reduction, input, got), expectKernel, label);
  if (!expectKernel) return;
  reduceByLoop(reduction, input, wanted);
  for (let i = 3; i < got.buffer.length; i++) {
    const [a, b] = [got.buffer[i]!, wanted.buffer[i]!];
    // Doubles that were added in another order may round to the float next to it.
    if (Object.is(a, b) || Math.abs(a - b) <= 1.2e-7 * Math.abs(b) && to === "float32") continue;
    assertEquals(a, b, `${label}, at ${i - 3}`);
  }
}

const FLOATS: readonly [Reduction, DType][] = [
  ["sum", "float32"],
  ["max", "float32"],
  ["min", "float32"],
  ["argmax", "int32"],
  ["argmin", "int32"],
];

const SPECIALS = [[], [Infinity], [-Infinity], [NaN], [-0, 0], [Infinity, -Infinity, NaN]];

for (const [reduction, to] of FLOATS) {
  Deno.test(`${reduction} of rows by a kernel is what the loop gives, at awkward sizes`, () => {
    for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1000, 4099]) {
      for (const specials of SPECIALS) {
        compare(reduction, fresh("float32", [3, count], specials), [1], to);
        compare(reduction, fresh("float32", [count], specials), [0], to);
      }
    }
  });

  Deno.test(`${reduction} of rows in groups by a kernel is what the loop gives`, () => {
    for (const specials of SPECIALS) {
      compare(reduction, fresh("float32", [4, 5, 3, 7], specials), [0, 2, 3], to);
      compare(reduction, fresh("float32", [2, 3, 65], specials), [0, 2], to);
      compare(reduction, fresh("float32", [5, 2, 3, 9], specials), [1, 3], to);
    }
  });
}

for (const [reduction, to] of FLOATS) {
  const isArg = reduction.startsWith("arg");
  const verb = isArg ? "is left to the loop" : "is what the loop gives";
  Deno.test(`${reduction} of columns by a kernel ${verb}`, () => {
    for (const count of [2, 3, 4, 5, 8, 9, 17, 64, 1023, 1024, 1025, 2050]) {
      for (const specials of SPECIALS) {
        for (const rows of [2, 3, 4, 5, 33]) {
          compare(reduction, fresh("float32", [rows, count], specials), [0], to, !isArg);
        }
        compare(reduction, fresh("float32", [3, 5, count], specials), [1], to, !isArg);
        compare(reduction, fresh("float32", [3, 5, count], specials), [0, 1], to, !isArg);
      }
    }
  });
}

Deno.test("a row of one infinity, of NaN, of zeros of both signs has the extreme that it should", () => {
  const rows = [[-Infinity, -Infinity], [NaN, NaN], [-0, 0], [0, -0], [-0, -0], [Infinity, NaN]];
  for (const row of rows) {
    const x = fresh("float32", [2]);
    x.buffer.set(row, 3);
    for (const [reduction, to] of FLOATS) compare(reduction, x, [0], to);
  }
});

Deno.test("integers add up with wrapping, bytes and truths in 32 bits", () => {
  for (const count of [1, 3, 4, 15, 16, 17, 100, 4099]) {
    compare("sum", fresh("int32", [3, count]), [1], "int32");
    compare("sum", fresh("int32", [3, 2, count + 1]), [0, 2], "int32");
    compare("sum", fresh("bool", [3, count]), [1], "int32");
    compare("sum", fresh("uint8", [3, count]), [1], "int32");
    compare("sum", fresh("uint8", [2, 3, count + 1]), [0, 2], "int32");
  }
});

Deno.test("any and all of truths look at every byte of a row, and at none beyond", () => {
  for (const count of [1, 15, 16, 17, 33, 100]) {
    for (const all of [0, 1]) {
      for (const odd of [-1, 0, count >> 1, count - 1]) {
        const x = fresh("bool", [3, count]);
        x.buffer.fill(1 - all);
        x.buffer.fill(all, 3 + count, 3 + 2 * count);
        if (odd >= 0) x.buffer[3 + count + odd] = 1 - all;
        compare("any", x, [1], "bool");
        compare("all", x, [1], "bool");
      }
    }
  }
});

Deno.test("a sum of many floats is as exact as one in doubles", () => {
  const x = fresh("float32", [1_000_001]);
  let exact = 0;
  for (let i = 3; i < x.buffer.length; i++) exact += x.buffer[i] = 1 + random();
  const output = fresh("float32", []);
  assert(reduceByKernel("sum", x, output));
  assertEquals(output.buffer[3], Math.fround(exact));
});

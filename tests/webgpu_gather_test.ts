import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { CPUBackend } from "../src/device/cpu/backend.ts";
import { elementwiseKernel, operand } from "../src/device/expression.ts";
import { indexRule } from "../src/device/out_of_range.ts";
import { IndexError } from "../src/errors.ts";
import { available, empty, filled, gpu, read, release, view } from "./support/webgpu_backend.ts";

const ignore = !available;

Deno.test({
  name: "webgpu gathers along every dimension, from every dtype and any strides",
  ignore,
  fn() {
    for (const dtype of ["float32", "float16", "int32", "uint8", "bool"] as const) {
      if (gpu().refusal(dtype)) continue;
      const x = filled(dtype, [3, 4, 5], (i) => dtype === "bool" ? i % 3 % 2 : i);
      const memory = read(x);
      for (const strides of [[20, 5, 1], [1, 3, 12]] as const) {
        for (let dim = 0; dim < 3; dim++) {
          const shape = [3, 4, 5].with(dim, 6);
          const index = filled("int32", shape, (i) => (i * 7 + 1) % [3, 4, 5][dim]!);
          const out = empty(dtype, shape);
          gpu().gather({ ...x, strides }, dim, index, out);
          const indices = read(index);
          const wanted = Array.from(indices, (at, i) => {
            const [n, m] = [shape[1]!, shape[2]!];
            const place = [Math.floor(i / n / m), Math.floor(i / m) % n, i % m].with(dim, at);
            return memory[place.reduce((sum, c, d) => sum + c * strides[d]!, 0)]!;
          });
          assertEquals([...read(out)], wanted);
          release(index, out);
        }
      }
      release(x);
    }
  },
});

Deno.test({
  name:
    "webgpu gathers from 0-d tensors, with index tensors smaller than the input, and at rank 10",
  ignore,
  fn() {
    const point = view("float32", [], [7]);
    const out = empty("float32", []);
    gpu().gather(point, 0, view("int32", [], [0]), out);
    assertEquals([...read(out)], [7]);
    const table = filled("float32", [5, 4], (i) => i);
    const corner = empty("float32", [2, 3]);
    gpu().gather(table, 0, view("int32", [2, 3], [4, 0, 2, 1, 1, 3]), corner);
    assertEquals([...read(corner)], [16, 1, 10, 4, 5, 14]);
    const deep = filled("float32", Array.from({ length: 10 }, () => 2), (i) => i);
    const strides = [...deep.strides].reverse();
    const index = filled("int32", deep.shape, (i) => (i >> 4) & 1);
    const copy = empty("float32", deep.shape);
    gpu().gather({ ...deep, strides }, 3, index, copy);
    const reversed = (i: number): number =>
      Array.from({ length: 10 }, (_, d) => ((i >> d) & 1) << (9 - d)).reduce((a, b) => a | b);
    assertEquals(
      [...read(copy)],
      Array.from({ length: 1024 }, (_, i) => reversed(i & ~64 | ((i >> 4) & 1) << 6)),
    );
    release(point, out, table, corner, deep, index, copy);
  },
});

Deno.test({
  name: "webgpu scatters values to where indices say and leaves other places alone",
  ignore,
  fn() {
    for (const dtype of ["float32", "float16", "int32", "uint32", "uint8", "bool"] as const) {
      if (gpu().refusal(dtype)) continue;
      const target = filled(dtype, [3, 5], () => 1);
      const index = view("int32", [2, 2], [4, 1, 0, 3]);
      const source = view(dtype, [2, 2], [0, 0, 0, 1]);
      gpu().scatter(target, 1, index, source, "set");
      assertEquals([...read(target)], [1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
      release(target, index, source);
    }
  },
});

Deno.test({
  name: "webgpu scatter adds up everything that goes to one place",
  ignore,
  fn() {
    for (const dtype of ["float32", "float16", "int32", "uint32", "uint8", "bool"] as const) {
      if (gpu().refusal(dtype)) continue;
      const target = filled(dtype, [4], (i) => dtype === "bool" ? 0 : i);
      const index = filled("int32", [1000], (i) => i % 3);
      const source = filled(dtype, [1000], (i) => dtype === "bool" ? Number(i % 3 === 1) : 1);
      gpu().scatter(target, 0, index, source, "add");
      const sums = [334, 334, 335, 3].map((sum) => dtype === "uint8" ? sum & 255 : sum);
      const wanted = dtype === "bool" ? [0, 1, 0, 0] : sums;
      assertEquals([...read(target)], wanted, dtype);
      release(target, index, source);
    }
    const target = filled("float32", [1], () => 0);
    const many = filled("int32", [100_000], () => 0);
    gpu().scatter(target, 0, many, filled("float32", [100_000], () => 1), "add");
    assertEquals([...read(target)], [100_000]);
    release(target, many);
  },
});

Deno.test({
  name: "webgpu scatter multiplies, and keeps the largest or smallest, as the cpu does",
  ignore,
  fn() {
    const cpu = new CPUBackend();
    for (const dtype of ["float32", "float16", "int32", "uint32", "uint8", "bool"] as const) {
      if (gpu().refusal(dtype)) continue;
      const numbers = dtype === "bool"
        ? [1, 0, 1, 1, 1, 0, 1]
        : dtype.startsWith("float")
        ? [-1.5, 2, NaN, 0.5, -Infinity, 3, 7]
        : [5, 2, 9, 200, 0, 3, dtype === "int32" ? -70000 : 77];
      for (const mode of ["add", "multiply", "max", "min"] as const) {
        const target = filled(dtype, [4], (i) => dtype === "bool" ? i % 2 : i);
        const index = view("int32", [7], [0, 1, 2, 0, 3, 1, 0]);
        const source = view(dtype, [7], numbers);
        const copy = <T extends View>(x: T) => ({ ...x, buffer: read(x as never) });
        const [wanted, at, from] = [copy(target), copy(index), copy(source)];
        cpu.scatter(wanted, 0, at, from, mode);
        gpu().scatter(target, 0, index, source, mode);
        assertEquals([...read(target)], [...wanted.buffer], `${mode} ${dtype}`);
        release(target, index, source);
      }
    }
  },
});

Deno.test({
  name: "webgpu scatter with one index out of range changes nothing, and the message names it",
  ignore,
  fn() {
    const rule = indexRule("putting", { fromEnd: true, words: (i) => `no place ${i}` });
    const target = filled("float32", [2, 3], (i) => i);
    const source = filled("float32", [2, 3], () => 9);
    const index = view("int32", [2, 3], [0, 1, 0, 1, 2, 0]);
    for (const mode of ["set", "add", "max"] as const) {
      gpu().scatter(target, 0, index, source, mode, rule);
      gpu().scatter(target, 0, { ...index, shape: [1, 3] }, source, "set");
      const { message } = assertThrows(() => read(target), IndexError, "no place 2");
      assertEquals(
        message.split("\n")[1],
        "Indices run from -2 to 1 in putting, on webgpu, which notices when results are read: the operation came before.",
      );
      assertEquals([...read(target)], [9, 1, 9, 3, 9, 5]);
    }
    release(target, source, index);
  },
});

Deno.test({
  name: "webgpu checks indices on their own, those of repeated dimensions once",
  ignore,
  fn() {
    const rule = indexRule("looking", { fromEnd: true });
    const index = view("int32", [3], [-4, 3, 2]);
    gpu().checkIndices(index, 1, 4, rule);
    read(index);
    gpu().checkIndices({ ...index, shape: [70_000, 3, 70_000], strides: [0, 1, 0] }, 1, 3, rule);
    const { message } = assertThrows(() => read(index), IndexError);
    assertMatch(message, /^index (-4|3) is out of bounds for dimension 1 with size 3\n/);
    gpu().checkIndices({ ...index, shape: [0, 3], strides: [3, 1] }, 1, 1, rule);
    read(index);
    release(index);
  },
});

Deno.test({
  name: "webgpu scatters into the memory its source lies in",
  ignore,
  fn() {
    const x = filled("float32", [2, 3], (i) => i);
    const row = (i: number) => ({ ...x, shape: [3], strides: [1], offset: 3 * i });
    gpu().scatter(row(1), 0, view("int32", [3], [2, 0, 1]), row(0), "add");
    assertEquals([...read(x)], [0, 1, 2, 4, 6, 5]);
    release(x);
  },
});

Deno.test({
  name: "webgpu reports an index out of range at the next read, writes nothing there, and goes on",
  ignore,
  async fn() {
    const table = filled("float32", [5], (i) => i);
    const out = filled("float32", [3], () => -1);
    const bad = view("int32", [3], [0, 7, 2]);
    const message = "index 7 is out of bounds for dimension 0 with size 5";
    gpu().gather(table, 0, bad, out);
    assertThrows(() => read(table), IndexError, message);
    assertEquals([...read(out)], [0, -1, 2]);

    const guarded = filled("float32", [15], () => 1);
    const inside = { ...guarded, shape: [5], strides: [1], offset: 5 };
    for (const mode of ["set", "add"] as const) {
      const wild = view("int32", [4], [-1, 5, 1000000, -2147483648]);
      gpu().scatter(inside, 0, wild, filled("float32", [4], () => 9), mode);
      assertThrows(() => read(out), IndexError, "is out of bounds for dimension 0 with size 5");
      assertEquals([...read(guarded)], Array.from({ length: 15 }, () => 1));
      release(wild);
    }

    gpu().gather(table, 0, bad, out);
    await assertRejects(() => gpu().synchronize(), IndexError, message);
    await gpu().synchronize();
    gpu().gather(table, 0, bad, out);
    await assertRejects(() => gpu().readAsync(out.buffer, "float32", 0, 3), IndexError, message);
    assertEquals(await gpu().readAsync(out.buffer, "float32", 0, 3), Float32Array.of(0, -1, 2));
    release(table, out, bad, guarded);
  },
});

Deno.test({
  name: "webgpu empty index tensors change nothing",
  ignore,
  fn() {
    const x = filled("float32", [3], (i) => i);
    const none = empty("int32", [0]);
    gpu().gather(x, 0, none, empty("float32", [0]));
    gpu().scatter(x, 0, none, empty("float32", [0]), "add");
    assertEquals([...read(x)], [0, 1, 2]);
    gpu().elementwise(elementwiseKernel("copy", operand(0)), "float", [x], x);
    release(x, none);
  },
});

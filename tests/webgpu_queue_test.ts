import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { apply, elementwiseKernel, operand } from "../src/device/expression.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import { assertLoopBudget, LOOP_BUDGET } from "../src/device/webgpu/tuning.ts";
import { RuntimeError } from "../src/errors.ts";
import { available, empty, filled, gpu, read, release, view } from "./support/webgpu_backend.ts";

const ignore = !available;
const ADD = elementwiseKernel("add", apply("add", operand(0), operand(1)));
const COPY = elementwiseKernel("copy", operand(0));

Deno.test({
  name: "webgpu carries out a hundred thousand tiny operations in their order",
  ignore,
  fn() {
    const x = filled("float32", [4], (i) => i);
    const last = empty("float32", [4]);
    for (let i = 0; i < 50_000; i++) {
      gpu().elementwise(ADD, "float", [x, 1], x);
      const temporary = empty("float32", [4]);
      gpu().elementwise(ADD, "float", [x, 0.5], temporary);
      if (i === 49_999) gpu().elementwise(COPY, "float", [temporary], last);
      release(temporary);
    }
    assertEquals([...read(x)], [50_000, 50_001, 50_002, 50_003]);
    assertEquals([...read(last)], [50_000.5, 50_001.5, 50_002.5, 50_003.5]);
    release(x, last);
  },
});

Deno.test({
  name: "webgpu gives small tensors a common buffer, in which none disturbs another",
  ignore,
  fn() {
    const before = gpu().statistics.bindGroups;
    const chain = [filled("float32", [100], (i) => i)];
    for (let i = 0; i < 300; i++) {
      const next = empty("float32", [100]);
      gpu().elementwise(ADD, "float", [chain[i]!, 1], next);
      chain.push(next);
    }
    // A buffer for each would have taken 300; a few are there for whoever moves into a second one.
    assert(gpu().statistics.bindGroups - before < 10);
    for (const [i, x] of chain.entries()) {
      assertEquals([...read(x)], Array.from({ length: 100 }, (_, j) => i + j));
    }
    // Kernels that bind what they read apart from what they write get along with it.
    const [a, b, out] = [
      filled("float32", [1, 2, 3], (i) => i),
      filled("float32", [1, 3, 2], (i) => i),
      empty("float32", [1, 2, 2]),
    ];
    const index = view("int32", [2], [1, 0]);
    const picked = empty("float32", [2]);
    const sum = empty("float32", []);
    gpu().matmul(a, b, out);
    gpu().gather({ ...out, shape: [4], strides: [1] }, 0, index, picked);
    gpu().reduce("sum", picked, sum);
    assertEquals([...read(out)], [10, 13, 28, 40]);
    assertEquals([...read(picked)], [13, 10]);
    assertEquals([...read(sum)], [23]);
    release(...chain, a, b, out, index, picked, sum);
  },
});

Deno.test({
  name: "webgpu writes never overtake recorded work, though memory is reused at once",
  ignore,
  fn() {
    const sums = Array.from({ length: 20 }, (_, i) => {
      const x = view("float32", [3], [i, i, i]);
      const sum = empty("float32", [3]);
      gpu().elementwise(ADD, "float", [x, 100], sum);
      release(x);
      return sum;
    });
    sums.forEach((sum, i) => assertEquals([...read(sum)], [100 + i, 100 + i, 100 + i]));
    release(...sums);
  },
});

Deno.test({
  name: "webgpu reads any range of any dtype, and writes any length",
  ignore,
  fn() {
    for (const dtype of ["float32", "float16", "int32", "uint32", "uint8", "bool"] as const) {
      if (gpu().refusal(dtype)) continue;
      for (const length of [1, 2, 3, 4, 5, 255, 256, 257]) {
        const value = (i: number): number => dtype === "bool" ? i % 2 : i % 200;
        const x = filled(dtype, [300], () => 1);
        const start = filled(dtype, [length], value);
        gpu().write(x.buffer, dtype, read(start));
        assertEquals(
          [...read(x)],
          Array.from({ length: 300 }, (_, i) => i < length ? value(i) : 1),
        );
        for (
          const [from, count] of [[0, 1], [1, 1], [1, 2], [2, 3], [3, 5], [length, 0]] as const
        ) {
          if (from + count > length) continue;
          assertEquals(
            [...gpu().read(x.buffer, dtype, from, count)],
            Array.from({ length: count }, (_, i) => value(from + i)),
          );
        }
        release(x, start);
      }
    }
  },
});

Deno.test({
  name: "webgpu reads more than its staging buffer holds",
  ignore,
  async fn() {
    const n = 3_000_001;
    const data = Float32Array.from({ length: n }, (_, i) => i % 65_537);
    const x = empty("float32", [n]);
    gpu().write(x.buffer, "float32", data);
    assertEquals(gpu().read(x.buffer, "float32", 0, n), data);
    assertEquals(gpu().read(x.buffer, "float32", 7, n - 9), data.slice(7, n - 2));
    assertEquals(await gpu().readAsync(x.buffer, "float32", 7, n - 9), data.slice(7, n - 2));
    release(x);
  },
});

Deno.test({
  name: "webgpu reads may interleave: an awaited one keeps the values of its moment",
  ignore,
  async fn() {
    const [a, b] = [filled("float32", [3], (i) => i), filled("float32", [3], (i) => 10 * i)];
    const before = gpu().readAsync(a.buffer, "float32", 0, 3);
    gpu().elementwise(ADD, "float", [a, b], a);
    assertEquals([...read(a)], [0, 11, 22]);
    assertEquals([...read(b)], [0, 10, 20]);
    const after = gpu().readAsync(a.buffer, "float32", 1, 1);
    gpu().write(a.buffer, "float32", Float32Array.of(7, 8, 9));
    assertEquals([...read(a)], [7, 8, 9]);
    assertEquals([...await before], [0, 1, 2]);
    assertEquals([...await after], [11]);
    await gpu().synchronize();
    release(a, b);
  },
});

Deno.test({
  name: "webgpu keeps a bounded number of bind groups, and compiles a kernel once",
  ignore,
  fn() {
    const x = filled("float32", [2], (i) => i);
    const outs = Array.from({ length: 5000 }, () => empty("float32", [2]));
    for (const out of outs) gpu().elementwise(ADD, "float", [x, 1], out);
    assert(gpu().statistics.bindGroups <= 4096);
    const { kernels } = gpu().statistics;
    for (const out of outs) gpu().elementwise(ADD, "float", [x, 2], out);
    assertEquals(gpu().statistics.kernels, kernels);
    for (const i of [0, 2500, 4999]) assertEquals([...read(outs[i]!)], [2, 3]);
    release(x, ...outs);
  },
});

Deno.test({
  name: "webgpu gives memory back to the system, with the bind groups that held it",
  ignore,
  async fn() {
    const context = await openContext() as Context;
    const backend = new WebGPUBackend(context, 8 * 2 ** 20);
    const make = () => {
      const buffer = backend.allocate("float32", 2 ** 19);
      return { buffer, dtype: "float32", shape: [2 ** 19], strides: [1], offset: 0 } as const;
    };
    const views = [make(), make(), make(), make()];
    for (const v of views) backend.elementwise(COPY, "float", [3], v);
    assertEquals(backend.statistics.bindGroups, 4);
    assertEquals(backend.statistics.liveBytes, 8 * 2 ** 20);
    const full = assertThrows(() => backend.allocate("float32", 1), RuntimeError);
    assert(
      full.message.startsWith("webgpu out of memory. Tried to allocate 4 bytes (8.00 MiB in use"),
    );
    assert(full.message.includes("await tick()"));
    for (const v of views) backend.release(v.buffer);
    assertEquals(backend.statistics.pooledBytes, 8 * 2 ** 20);
    // Recorded work still uses the blocks that have to go to make room.
    const other = backend.allocate("float32", 100);
    assertEquals(backend.statistics.pooledBytes, 0);
    assertEquals(backend.statistics.bindGroups, 0);
    const v = { buffer: other, dtype: "float32", shape: [100], strides: [1], offset: 0 } as const;
    backend.elementwise(COPY, "float", [5], v);
    assertEquals(backend.read(other, "float32", 99, 1)[0], 5);
    await backend.synchronize();
    const huge = assertThrows(() => backend.allocate("float32", 2 ** 30), RuntimeError);
    assert(huge.message.startsWith("webgpu out of memory. Tried to allocate 4.00 GiB"));
    context.device.destroy();
    await context.device.lost;
  },
});

Deno.test({
  name: "webgpu reports errors of the driver at the next read, once",
  ignore,
  async fn() {
    const context = await openContext() as Context;
    const backend = new WebGPUBackend(context, 2 ** 20);
    const block = backend.allocate("float32", 4);
    context.device.createBuffer({ label: "far too large", size: 2 ** 40, usage: 8 });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const error = assertThrows(() => backend.read(block, "float32", 0, 4), RuntimeError);
    assert(error.message.startsWith("webgpu reported an error: "));
    assertEquals(backend.read(block, "float32", 0, 4).length, 4);
    context.device.destroy();
    await context.device.lost;
  },
});

Deno.test({
  name: "webgpu says so when its device is lost, and refuses memory of a lost device",
  ignore,
  async fn() {
    const context = await openContext() as Context;
    const lost = new WebGPUBackend(context, 2 ** 20);
    const buffer = lost.allocate("float32", 4);
    const there = { buffer, dtype: "float32", shape: [4], strides: [1], offset: 0 } as const;
    lost.elementwise(COPY, "float", [1], there);
    context.device.destroy();
    await context.device.lost;
    const uses = [
      () => lost.allocate("float32", 1),
      () => lost.write(buffer, "float32", new Float32Array(4)),
      () => lost.read(buffer, "float32", 0, 4),
      () => lost.elementwise(COPY, "float", [1], there),
      () => lost.reduce("sum", there, there),
    ];
    for (const use of uses) assertThrows(use, RuntimeError, "webgpu device was lost");
    await assertRejects(() => lost.synchronize(), RuntimeError, "await webgpu.init()");
    await assertRejects(() => lost.readAsync(buffer, "float32", 0, 4), RuntimeError, "was lost");
    // A finalizer may hand the old block to the new backend.
    const { liveBytes } = gpu().statistics;
    gpu().release(buffer);
    assertEquals(gpu().statistics.liveBytes, liveBytes);
    const here = empty("float32", [4]);
    assertThrows(
      () => gpu().elementwise(COPY, "float", [there], here),
      RuntimeError,
      "this tensor lived on a webgpu device that was lost",
    );
    assertThrows(
      () => gpu().read(buffer, "float32", 0, 4),
      RuntimeError,
      "lived on a webgpu device",
    );
    assertThrows(
      () => gpu().write(buffer, "float32", new Float32Array(4)),
      RuntimeError,
      "lived on a webgpu device",
    );
    lost.release(buffer);
    release(here);
  },
});

Deno.test({
  name: "webgpu names the awaited way where a runtime refuses to read synchronously, and goes on",
  ignore,
  async fn() {
    const x = filled("float32", [2], (i) => i + 1);
    const original = GPUBuffer.prototype.getMappedRange;
    GPUBuffer.prototype.getMappedRange = () => {
      throw new DOMException("buffer is not mapped", "OperationError");
    };
    try {
      const error = assertThrows(
        () => read(x),
        RuntimeError,
        "cannot read from webgpu synchronously",
      );
      assert(error.message.includes("toArrayAsync") && error.message.includes("itemAsync"));
    } finally {
      GPUBuffer.prototype.getMappedRange = original;
    }
    assertEquals([...await gpu().readAsync(x.buffer, "float32", 0, 2)], [1, 2]);
    assertEquals([...read(x)], [1, 2]);
    release(x);
  },
});

Deno.test("webgpu kernels assert that software drivers will carry out their loops", () => {
  assertLoopBudget("test", LOOP_BUDGET);
  assertThrows(
    () => assertLoopBudget("sum", LOOP_BUDGET + 1),
    RuntimeError,
    "sum would loop 65536",
  );
});

Deno.test({
  name: "webgpu refuses float64 and says what to use",
  ignore,
  fn() {
    const refusal = gpu().refusal("float64") ?? "";
    assert(refusal.startsWith("webgpu does not support float64"));
    assert(refusal.includes('to("float32")'));
    assertEquals(gpu().refusal("float32"), undefined);
  },
});

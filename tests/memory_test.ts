import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { device, noGrad, ones, RuntimeError, type Tensor, tick, webgpu, zeros } from "../mod.ts";
import type { WebGPUBackend } from "../src/device/webgpu/backend.ts";

const hasAdapter = await webgpu.init();

Deno.test("a disposed tensor says so when it is used, and disposing twice is harmless", () => {
  for (const device of hasAdapter ? ["cpu", "sim", "webgpu"] : ["cpu", "sim"]) {
    const x = ones(3, { device });
    const view = x.at("1:");
    x.dispose();
    x.dispose();
    for (const use of [() => x.add(1), () => view.toArray(), () => String(x), () => x.add_(1)]) {
      const error = assertThrows(use, RuntimeError);
      assertStringIncludes(error.message, "this tensor was disposed of");
      assertEquals(error.code, "disposed");
    }
    assertEquals(ones(2, { device }).add(1).toArray(), [2, 2]);
  }
});

Deno.test("using disposes of a tensor at the end of the block", () => {
  let kept: Tensor;
  {
    using x = ones(3);
    kept = x;
    assertEquals(x.sum().item(), 3);
  }
  assertThrows(() => kept.sum(), RuntimeError, "disposed");
});

Deno.test("backward through a disposed tensor is an error, and leaves no gradient behind", () => {
  const w = ones(2, { requiresGrad: true });
  const x = ones(2);
  const loss = w.mul(x).sum();
  x.dispose();
  assertThrows(() => loss.backward(), RuntimeError, "disposed");
  assertEquals(w.grad, null);
});

Deno.test("disposed memory is reused before more is asked for", () => {
  const size = 1 << 20;
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < 200; i++) {
    using x = zeros(size);
    using _y = x.add(1);
  }
  assert(Deno.memoryUsage().rss - before < 400 * 2 ** 20, "400 tensors of 4 MB were all kept");
});

Deno.test("a loop that never yields stays within bounds on the CPU", () => {
  // Other files' tests ran in this process before.
  const before = Deno.memoryUsage().rss;
  let x = ones(1 << 18);
  for (let i = 0; i < 3000; i++) x = x.mul(1);
  const grown = Deno.memoryUsage().rss - before;
  assert(grown < 1.25 * 2 ** 30, `3000 dropped tensors of 1 MB left ${grown} bytes`);
  assertEquals(x.at(0).item(), 1);
});

Deno.test({
  name: "a loop that lets the event loop turn frees GPU memory by itself",
  ignore: !hasAdapter,
  async fn() {
    const backend = device("webgpu").backend as WebGPUBackend;
    let x = ones(1 << 20, { device: "webgpu" });
    let peak = 0;
    for (let i = 0; i < 300; i++) {
      x = noGrad(() => x.mul(1));
      await tick();
      peak = Math.max(peak, backend.statistics.liveBytes);
    }
    assertEquals(x.at(0).item(), 1);
    assert(peak < 600 * 2 ** 20, `${peak} bytes were alive at once, of 1.2 GB in all`);
  },
});

/** What memoryStats counts, what leakReport names, and memory over ten thousand steps. */

import v8 from "node:v8";
import vm from "node:vm";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  leakReport,
  manualSeed,
  memoryStats,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  resetPeakMemoryStats,
  RuntimeError,
  tick,
  trackAllocations,
  webgpu,
  zeros,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

await webgpu.init();

onEachDevice("memory is counted as it is taken, and given back", (device) => {
  const before = memoryStats(device);
  const x = zeros(1024, 256, { device });
  const view = x.t();
  const after = memoryStats(device);
  assertEquals(after.liveBytes - before.liveBytes, 2 ** 20);
  assertEquals(after.tensors - before.tensors, 1);
  view.dispose();
  x.dispose();
  assertEquals(memoryStats(device).liveBytes, before.liveBytes);
  assertEquals(memoryStats(device).tensors, before.tensors);
  assert(memoryStats(device).pooledBytes >= 2 ** 20, "what was given back waits for reuse");
});

onEachDevice("the peak is the most there was, until it is reset", (device) => {
  resetPeakMemoryStats(device);
  const start = memoryStats(device).peakBytes;
  zeros(1024, 256, { device }).dispose();
  zeros(1024, 256, { device }).dispose();
  assertEquals(memoryStats(device).peakBytes - start, 2 ** 20);
  resetPeakMemoryStats(device);
  assertEquals(memoryStats(device).peakBytes, memoryStats(device).liveBytes);
});

Deno.test("memoryStats() lists the devices by name, without opening any", () => {
  ones(1);
  ones(1, { device: "sim" });
  const all = memoryStats();
  assert("cpu" in all && "sim:0" in all, Object.keys(all).join());
  assertEquals(Object.keys(all.cpu!), ["liveBytes", "peakBytes", "pooledBytes", "tensors"]);
});

Deno.test("leakReport names the lines that made the oldest tensors that are alive", () => {
  assertEquals(leakReport(), "nothing is tracked: call trackAllocations(true) first");
  trackAllocations(true);
  try {
    const kept = [zeros(3), zeros(2048, { dtype: "int32" }), zeros(5)];
    zeros(7).dispose();
    const lines = leakReport(2).split("\n");
    assertEquals(
      lines[0],
      "3 tensors are alive that were made since trackAllocations(true), 8224 bytes",
    );
    assertMatch(
      lines[1]!,
      /^ {2}3 x float32 on cpu, 0\.\d s old, made at .*memory_stats_test\.ts:\d+:\d+$/,
    );
    assertStringIncludes(lines[2]!, "2048 x int32 on cpu");
    assertEquals(lines[3], "  and 1 younger ones");
    kept.forEach((x) => x.dispose());
    assertMatch(leakReport(), /^0 tensors are alive/);
  } finally {
    trackAllocations(false);
  }
});

for (const device of webgpu.isAvailable() ? ["cpu", "webgpu"] : ["cpu"]) {
  Deno.test(`ten thousand steps of training, without a dispose anywhere, hold what a hundred hold, on ${device}`, async () => {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(32, 64), new nn.Tanh(), new nn.Linear(64, 32));
    const optimizer = new optim.SGD(model.to(device).parameters(), { lr: 0.01 });
    const x = randn(64, 32).to(device);
    const held: number[] = [];
    let highest = 0;
    for (let step = 0; step < 10_000; step++) {
      optimizer.zeroGrad();
      model.forward(x).sub(x).square().mean().backward();
      optimizer.step();
      await tick();
      highest = Math.max(highest, memoryStats(device).liveBytes);
      if (step === 100 || step === 9_999) {
        await collectGarbage();
        held.push(memoryStats(device).liveBytes);
      }
    }
    const [early, late] = held as [number, number];
    assert(late <= early + 2 ** 16, `${early} bytes after 100 steps, ${late} after 10,000`);
    assert(highest < 256 * 2 ** 20, `${highest} bytes were alive at once`);
  });
}

Deno.test("five thousand large operations without a turn of the event loop stay under 2 GB on the CPU", () => {
  const before = Deno.memoryUsage().rss;
  let x = ones(1 << 20);
  noGrad(() => {
    for (let i = 0; i < 5000; i++) x = x.mul(1);
  });
  assertEquals(x.at(-1).item(), 1);
  const grown = Deno.memoryUsage().rss - before;
  assert(grown < 2e9, `${grown} more bytes are resident`);
});

Deno.test({
  name: "the same on webgpu ends, or says what to write, and everything goes on working",
  ignore: !webgpu.isAvailable(),
  fn: async () => {
    let x = ones(1 << 20, { device: "webgpu" });
    const loop = () => {
      for (let i = 0; i < 5000; i++) x = x.mul(1);
    };
    const message = firstLineOrNone(loop);
    if (message !== undefined) {
      assertMatch(message, /^webgpu out of memory\. Tried to allocate 4\.00 MiB/);
    }
    assertEquals(x.at(-1).item(), 1);
    await tick();
    await tick();
    assertEquals(ones(1 << 20, { device: "webgpu" }).add(1).sum().item(), 2 ** 21);
  },
});

/** Has V8 collect all that is garbage, and finalizers run. */
async function collectGarbage(): Promise<void> {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc") as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await tick();
  }
}

function firstLineOrNone(fn: () => void): string | undefined {
  let ended = false;
  const line = (() => {
    try {
      fn();
      ended = true;
      return undefined;
    } catch (error) {
      assert(error instanceof RuntimeError);
      assertStringIncludes(error.message, "await tick()");
      assertStringIncludes(error.message, "scope(");
      return firstLine(() => {
        throw error;
      }, RuntimeError);
    }
  })();
  assertEquals(ended, line === undefined);
  return line;
}

/** scope(fn): what it frees, and what it spares. */

import { assertEquals, assertThrows } from "@std/assert";
import {
  keep,
  memoryStats,
  nn,
  ones,
  optim,
  RuntimeError,
  scope,
  type Tensor,
  webgpu,
  zeros,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

await webgpu.init();

onEachDevice("a scope frees what it made, but for what it returns", (device) => {
  const before = memoryStats(device);
  const inner: Tensor[] = [];
  const result = scope(() => {
    const x = zeros(2048, { device });
    inner.push(x, x.add(1));
    return { list: [inner[1]!.mul(2)], view: x.sub(1).at("1:3"), note: "text", nothing: null };
  });
  assertEquals(result.list[0]!.at(0).item(), 2);
  assertEquals(result.view.toArray(), [-1, -1]);
  for (const x of inner) {
    assertEquals(
      firstLine(() => x.toArray(), RuntimeError),
      "this tensor was disposed of: its memory has been given back",
    );
  }
  assertEquals(memoryStats(device).liveBytes - before.liveBytes, 2 * 8192);
});

onEachDevice(
  "training inside of scopes keeps parameters, gradients and what the optimizer remembers",
  (device) => {
    const train = (wrap: <T>(fn: () => T) => T): unknown[] => {
      const layer = new nn.Linear(3, 1).to(device);
      layer.weight.data = ones(1, 3, { device });
      layer.bias!.data = zeros(1, { device });
      const optimizer = new optim.Adam(layer.parameters(), { lr: 0.1 });
      return Array.from({ length: 5 }, () =>
        wrap(() => {
          optimizer.zeroGrad();
          const loss = layer.forward(ones(4, 3, { device })).square().mean();
          loss.backward();
          optimizer.step();
          return loss.item();
        }));
    };
    assertEquals(train(scope), train((fn) => fn()));
  },
);

Deno.test("modules that are made or changed in a scope outlive it", () => {
  const module = new nn.Module() as nn.Module & { cache: Tensor; mask: Tensor; list: Tensor[] };
  const layer = scope(() => {
    module.cache = ones(2).mul(3);
    module.registerBuffer("mask", ones(2).mul(4));
    module.list = [ones(1).mul(5)];
    return new nn.Linear(2, 2);
  });
  assertEquals([module.cache.toArray(), module.mask.toArray(), module.list[0]!.toArray()], [
    [3, 3],
    [4, 4],
    [5],
  ]);
  assertEquals(layer.forward(ones(1, 2)).shape, [1, 2]);
});

Deno.test("what is still on the tape keeps all that its gradients read", () => {
  const w = ones(3, { requiresGrad: true });
  const loss = scope(() => w.mul(2).exp().mul(w).sum());
  loss.backward();
  assertEquals(w.grad!.shape, [3]);
});

Deno.test("keep spares a tensor, and an outer scope what an inner one returned until it ends itself", () => {
  const kept: Tensor[] = [];
  let middle: Tensor | undefined;
  scope(() => {
    middle = scope(() => {
      kept.push(keep(ones(2).add(1)));
      return ones(2).add(2);
    });
    assertEquals(middle.toArray(), [3, 3]);
  });
  assertEquals(kept[0]!.toArray(), [2, 2]);
  assertThrows(() => middle!.toArray(), RuntimeError, "disposed");
});

Deno.test("an error goes through a scope, which frees all the same", () => {
  let inner: Tensor | undefined;
  assertThrows(
    () =>
      scope(() => {
        inner = ones(2).add(1);
        throw new Error("of the function itself");
      }),
    Error,
    "of the function itself",
  );
  assertThrows(() => inner!.toArray(), RuntimeError, "disposed");
  assertEquals(ones(2).add(1).toArray(), [2, 2]);
});

Deno.test("a scope refuses asynchronous functions", () => {
  assertEquals(
    firstLine(() => scope(() => Promise.resolve()), TypeError),
    "scope takes a synchronous function, but got an async one",
  );
});

/** Indexing, gather and scatter against PyTorch's values and gradients. */

import { assertEquals } from "@std/assert";
import { arange, ones, tensor } from "@hibana/hibana";
import fixture from "./fixtures/ops_index.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);

onEachDevice(
  "a 0-d index tensor is a number; where looking at it costs nothing, it gives a view",
  (device) => {
    const x = arange(6, { device }).view(2, 3);
    const one = tensor(1, { dtype: "int32", device });
    assertEquals(x.at(one).toArray(), [3, 4, 5]);
    x.at(one, "1:").fill_(9);
    const view = device !== "webgpu";
    assertEquals(x.toArray(), [[0, 1, 2], view ? [3, 9, 9] : [3, 4, 5]]);
    x.at(tensor(0, { dtype: "int32" })).fill_(7);
    assertEquals(x.at(0).toArray(), [7, 7, 7]);
    assertEquals(x.setAt([one, "..."], 8).toArray(), [[7, 7, 7], [8, 8, 8]]);
  },
);

// PyTorch goes on with the second dimension of the mask, as if a mask stood for one.
onEachDevice("indices after a mask of several dimensions name those behind it", (device) => {
  const x = arange(12, { device }).view(2, 3, 2);
  const mask = tensor([[true, false, false], [false, true, true]], { device });
  assertEquals(x.at(mask, 1).toArray(), [1, 9, 11]);
  assertEquals(x.at(mask, "1:").toArray(), [[1], [9], [11]]);
  x.setAt([mask, 1], -1).setAt([mask, 0], tensor([5, 6, 7], { device, dtype: "int32" }));
  assertEquals(x.at(mask).toArray(), [[5, -1], [6, -1], [7, -1]]);
});

Deno.test("a list is an index tensor, never several indices", () => {
  const x = arange(6).view(2, 3);
  assertEquals(x.at([[0, 1], [1, 0]]).shape, [2, 2, 3]);
  assertEquals(x.at([0, 1], [1, 2]).toArray(), [1, 5]);
  assertEquals(x.at([true, false]).toArray(), [[0, 1, 2]]);
});

onEachDevice(
  "one value for what a mask chooses is cast, broadcast and differentiated",
  (device) => {
    const x = ones(2, 3, { device, requiresGrad: true });
    const value = tensor(2, { device, requiresGrad: true });
    const mask = tensor([true, false, true], { device });
    const y = x.mul(3).setAt(["...", mask], value);
    assertEquals(y.toArray(), [[2, 3, 2], [2, 3, 2]]);
    y.sum().backward();
    assertEquals(x.grad!.toArray(), [[0, 3, 0], [0, 3, 0]]);
    assertEquals(value.grad!.item(), 4);
  },
);

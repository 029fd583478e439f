/** Tensors made like others, ranges, windows, and views in place, against PyTorch. */

import { assertEquals, assertStrictEquals } from "@std/assert";
import { ones, RuntimeError, zeros } from "@hibana/hibana";
import fixture from "./fixtures/ops_make.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);

onEachDevice(
  "a view in place keeps the object and its storage, and other views of it",
  (device) => {
    const x = zeros(2, 3, { device });
    const row = x.select(0, 1);
    const { storage } = x;
    assertStrictEquals(x.t_(), x);
    assertStrictEquals(x.storage, storage);
    row.fill_(7);
    assertEquals(x.toArray(), [[0, 7], [0, 7], [0, 7]]);
  },
);

Deno.test("a leaf that needs a gradient refuses views in place, and stays as it was", () => {
  const leaf = ones(2, 3, { requiresGrad: true });
  assertSays(
    () => leaf.t_(),
    RuntimeError,
    "a leaf Variable that requires grad is being used in an in-place operation.",
  );
  assertEquals(leaf.shape, [2, 3]);
});

Deno.test("tensors made like another are on its device", () => {
  const x = ones(2, { device: "sim", dtype: "int32" });
  const made = [
    x.newZeros([1]),
    x.newOnes([1]),
    x.newFull([1], 2),
    x.newEmpty([1]),
    x.newTensor([3]),
  ];
  assertEquals(made.map((y) => `${y.dtype} ${y.device}`), new Array(5).fill("int32 sim:0"));
  assertEquals(x.newTensor([3]).toArray(), [3]);
});

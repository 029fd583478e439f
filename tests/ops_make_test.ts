/** Tensors made like others, ranges, windows, and views in place, against PyTorch. */

import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  asTensor,
  isTensor,
  manualSeed,
  ones,
  randint,
  randintLike,
  RuntimeError,
  zeros,
} from "@hibana/hibana";
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

onEachDevice(
  "asTensor takes tensors as they are, and makes tensors of everything else",
  (device) => {
    const x = ones(2, { device });
    assertStrictEquals(asTensor(x), x);
    assertEquals(asTensor(x, { dtype: "int32" }).dtype, "int32");
    assertEquals(asTensor([[1], [2]], { device }).toArray(), [[1], [2]]);
    assertEquals([isTensor(x), isTensor([1]), isTensor(null)], [true, false, false]);
  },
);

Deno.test("sizes and strides are had one by one, or all together", () => {
  const x = zeros(2, 3).t();
  assertEquals([x.size(), x.size(0), x.stride(), x.stride(-1)], [[3, 2], 3, [1, 3], 3]);
  assertEquals([x.dim(), x.nelement(), zeros().dim()], [2, 6, 0]);
});

onEachDevice("randintLike draws what randint does", (device) => {
  const x = zeros(2, 3, { device, dtype: "int32" });
  const pairs = [
    [() => randintLike(x, 9), () => randint(9, [2, 3])],
    [
      () => randintLike(x, -5, 5, { dtype: "float32" }),
      () => randint(-5, 5, [2, 3], { dtype: "float32" }),
    ],
  ] as const;
  for (const pair of pairs) {
    const [got, wanted] = pair.map((draw) => {
      manualSeed(1);
      return draw();
    });
    assertEquals([got!.toArray(), got!.dtype], [wanted!.toArray(), wanted!.dtype]);
    assertEquals(got!.device.type, device);
  }
});

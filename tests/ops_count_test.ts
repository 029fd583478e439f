/** Finding, choosing and counting elements, against PyTorch's values and gradients. */

import { assertEquals, assertThrows } from "@std/assert";
import {
  arange,
  bincount,
  histc,
  histogram,
  maskedSelect,
  nn,
  nonzero,
  tensor,
  unravelIndex,
  ValueError,
  where,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/ops_count.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { assertRefused } from "./support/errors.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });

// PyTorch 1.13 puts the gradient of a transposed tensor in the order of its memory.
onEachDevice(
  "maskedSelect's gradient goes where the elements came from, in any layout",
  (device) => {
    const x = arange(6, { dtype: "float32", device }).view(3, 2).requiresGrad_();
    const picked = maskedSelect(
      x.t(),
      tensor([[true, false, true], [false, true, true]], { device }),
    );
    assertEquals(picked.toArray(), [0, 4, 3, 5]);
    picked.mul(tensor([1, 2, 3, 4], { device })).sum().backward();
    assertEquals(x.grad!.toArray(), [[1, 0], [0, 3], [2, 4]]);
  },
);

onEachDevice("a long mask is searched as well as a short one", (device) => {
  const count = 5000;
  const x = arange(count, { device }).remainder(7).eq(3);
  const wanted = Array.from({ length: count }, (_, i) => i).filter((i) => i % 7 === 3);
  assertEquals(nonzero(x).flatten().toArray(), wanted);
  const [row, column] = where(x.view(50, 100));
  assertEquals(row!.mul(100).add(column!).toArray(), wanted);
});

onEachDevice("NaN and what lies outside is in no bin", (device) => {
  const x = tensor([NaN, -1, 0, 0.5, 2, 3, Infinity, -Infinity], { device });
  assertEquals(histc(x, 2, 0, 2).toArray(), [2, 1]);
  assertEquals(histogram(x, 2, { range: [0, 2] }).hist.toArray(), [2, 1]);
  assertEquals(histc(x.half(), 2, 0, 2).dtype, "float16");
});

onEachDevice("the sum of weights is as exact as the device can have it", (device) => {
  const x = tensor([0, 2, 2], { dtype: "int32", device });
  const sums = bincount(x, tensor([1, 2, 3], { dtype: "int32", device }));
  assertEquals(sums.dtype, device === "webgpu" ? "float32" : "float64");
  assertEquals(sums.toArray(), [1, 0, 5]);
});

// PyTorch 1.13 has no unravel_index.
onEachDevice("positions among all elements become coordinates", (device) => {
  const x = arange(24, { device }).view(2, 3, 4);
  const positions = tensor([[0, 23], [13, 7]], { dtype: "int32", device });
  const found = unravelIndex(positions, x.shape);
  assertEquals(found.map((at) => at.toArray()), [[[0, 1], [1, 0]], [[0, 2], [0, 1]], [
    [0, 3],
    [1, 3],
  ]]);
  assertEquals(x.at(...found).toArray(), positions.toArray());
  assertEquals(unravelIndex(positions, 24).map((at) => at.toArray()), [positions.toArray()]);
  assertRefused([
    [
      () => unravelIndex(zeros(2, { device }), [2]),
      TypeError,
      "expected 'indices' to be integer dtype, but got torch.float32",
    ],
    [
      () => unravelIndex(positions, [2, -1]),
      ValueError,
      "'shape' cannot have negative values, but got (2, -1)",
    ],
  ]);
});

Deno.test("what depends on elements has no shape on meta", () => {
  const x = zeros(2, { device: "meta", dtype: "int32" });
  for (
    const ask of [
      () => nonzero(x),
      () => maskedSelect(x, x.bool()),
      () => bincount(x),
      () => nn.functional.oneHot(x),
      () => x.at(x.bool()),
    ]
  ) {
    assertThrows(ask, Error, "Cannot copy out of meta tensor; no data!");
  }
  assertEquals(nn.functional.oneHot(x, 5).shape, [2, 5]);
});

/** Overwriting at positions that tensors name, against PyTorch's values and gradients. */

import { assertEquals, assertThrows } from "@std/assert";
import { autograd, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import fixture from "./fixtures/ops_scatter.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });

const ints = (values: number[], device = "cpu"): Tensor =>
  tensor(values, { dtype: "int32", device });

onEachDevice("several zeros in a product leave it the slopes that it has", (device) => {
  // x0 x1 s0 s1 at one place, with two zeros: only the mixed second derivative of those two is not 0.
  const self = tensor([2, 7], { device, requiresGrad: true });
  const source = tensor([0, 3, 0], { device, requiresGrad: true });
  const at = ints([0, 0, 0], device);
  const product = self.scatterReduce(0, at, source, "prod").at(0);
  const [first] = autograd.grad([product], [source], { createGraph: true });
  assertEquals(first!.toArray(), [0, 0, 0]);
  const [second] = autograd.grad([first!.at(0)], [source], { retainGraph: true });
  assertEquals(second!.toArray(), [0, 0, 6]);
  const [mixed] = autograd.grad([first!.at(2)], [self]);
  assertEquals(mixed!.toArray(), [0, 0]);
});

onEachDevice("scatter that adds or multiplies has a gradient, which PyTorch's lacks", (device) => {
  const x = tensor([2, 3], { device, requiresGrad: true });
  const source = tensor([5, 7, 4], { device, requiresGrad: true });
  const at = ints([0, 0, 1], device);
  const grads = (reduce: "add" | "multiply") =>
    autograd.grad([x.scatter(0, at, source, { reduce }).sum()], [x, source]).map((g) =>
      g!.toArray()
    );
  assertEquals(grads("add"), [[1, 1], [1, 1, 1]]);
  assertEquals(grads("multiply"), [[35, 4], [14, 10, 3]]);
});

onEachDevice("a source that is broadcast or larger than the index gets a gradient", (device) => {
  const x = zeros(2, 3, { device, requiresGrad: true });
  const row = tensor([[1, 2]], { device, requiresGrad: true });
  x.indexAdd(1, ints([2, 0], device), row).mul(tensor([[1, 2, 3], [4, 5, 6]], { device })).sum()
    .backward();
  assertEquals(row.grad!.toArray(), [[9, 5]]);
  assertEquals(x.grad!.toArray(), [[1, 2, 3], [4, 5, 6]]);
  const wide = ones(2, 3, { device, requiresGrad: true });
  x.scatterAdd(1, ints([1, 1], device).view(1, 2), wide).sum().backward();
  assertEquals(wide.grad!.toArray(), [[1, 1, 0], [0, 0, 0]]);
});

onEachDevice("what is read must not lie where is written", (device) => {
  const x = ones(4, { device });
  const at = ints([0, 1], device);
  const words =
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.";
  const part = x.narrow(0, 1, 2);
  const changes: (() => Tensor)[] = [
    () => x.scatter_(0, at, part),
    () => x.scatterAdd_(0, at, part),
    () => x.scatterReduce_(0, at, part, "amax"),
    () => x.indexAdd_(0, at, part),
    () => x.indexCopy_(0, at, part),
    () => x.indexReduce_(0, at, part, "prod"),
    () => x.put_(at, part),
    () => x.maskedScatter_(x.bool(), x),
    () => x.indexPut_([at], part),
    () => x.setAt([at], part),
  ];
  for (const change of changes) assertSays(change, RuntimeError, words);
  const base = zeros(2, 2, { device });
  base.at(0).scatter_(0, at, base.at(1).add_(5));
  assertEquals(base.toArray(), [[5, 5], [5, 5]]);
});

onEachDevice("an index that changes between forward and backward is found out", (device) => {
  const at = ints([0, 1], device);
  const uses: ((x: Tensor) => Tensor)[] = [
    (x) => x.gather(0, at),
    (x) => x.scatter(0, at, 1),
    (x) => x.scatterReduce(0, at, ones(2, { device }), "amax"),
    (x) => x.put(at, ones(2, { device })),
  ];
  for (const use of uses) {
    const loss = use(ones(2, { device, requiresGrad: true })).sum();
    at.add_(0);
    assertThrows(() => loss.backward(), RuntimeError, "modified by an inplace operation");
  }
});

Deno.test("changes of a view go on the tape of the tensor that it is a view of", () => {
  const x = ones(2, 3, { requiresGrad: true });
  const y = x.mul(2);
  y.at(0).scatter_(0, ints([1]), 5);
  y.at(":", 2).indexFill_(0, ints([-1]), 7);
  y.at(1).maskedScatter_(tensor([true, false, false]), tensor([9]));
  assertEquals(y.toArray(), [[2, 5, 2], [9, 2, 7]]);
  y.sum().backward();
  assertEquals(x.grad!.toArray(), [[2, 0, 2], [0, 2, 0]]);
  assertThrows(() => x.scatter_(0, ints([0]).view(1, 1), 1), RuntimeError, "a leaf Variable");
});

Deno.test("the tape calls these operations as PyTorch does", () => {
  const x = ones(2, 3, { requiresGrad: true });
  const [at, row] = [ints([0]), ones(1, 3)];
  const names: [Tensor, string][] = [
    [x.at(at), "IndexBackward0"],
    [x.indexPut([at], row), "IndexPutBackward0"],
    [x.scatter(0, ints([0, 0, 0]).view(1, 3), row), "ScatterBackward0"],
    [x.scatter(0, ints([0, 0, 0]).view(1, 3), 1), "ScatterBackward1"],
    [x.scatterAdd(0, ints([0, 0, 0]).view(1, 3), row), "ScatterAddBackward0"],
    [x.scatterReduce(0, ints([0, 0, 0]).view(1, 3), row, "mean"), "ScatterReduceBackward0"],
    [x.indexAdd(0, at, row), "IndexAddBackward0"],
    [x.indexCopy(0, at, row), "IndexCopyBackward0"],
    [x.indexFill(0, at, 1), "IndexFillBackward0"],
    [x.indexFill(0, at, tensor(1)), "IndexFillBackward1"],
    [x.indexReduce(0, at, row, "amin"), "IndexReduceBackward0"],
    [x.put(at, ones(1)), "PutBackward0"],
    [x.take(at), "TakeBackward0"],
    [x.takeAlongDim(ints([0, 0, 0]).view(1, 3), 0), "GatherBackward0"],
    [x.indexSelect(0, at), "IndexSelectBackward0"],
    [x.maskedSelect(x.gt(0)), "MaskedSelectBackward0"],
    [x.maskedScatter(x.gt(2), row), "MaskedScatterBackward0"],
    [x.maskedFill(x.gt(2), 1), "MaskedFillBackward0"],
    [x.selectScatter(ones(3), 0, 0), "SelectScatterBackward0"],
    [x.sliceScatter(row, 0, 1), "SliceScatterBackward0"],
    [x.diagonalScatter(ones(2)), "DiagonalScatterBackward0"],
    [x.mul(1).triu_(), "TriuBackward0"],
    [x.mul(1).fillDiagonal_(1), "CopySlices"],
  ];
  for (const [y, name] of names) assertEquals(y.gradFn!.name, name);
});

/** Embeddings, bags, similarities and bilinear maps against PyTorch's. */
import { assert, assertEquals } from "@std/assert";
import {
  arange,
  IndexError,
  nn,
  ones,
  RuntimeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/nn_lookup.json" with { type: "json" };
import layers from "./fixtures/nn_lookup_layers.json" with { type: "json" };
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";
import { type LayerCase, testLayers } from "./support/layers.ts";

const F = nn.functional;

const call: Call = ({ op, options }, args) => {
  const [x, second, third, fourth] = args as [Tensor, Tensor, never, never];
  switch (op) {
    case "embedding": {
      if (options?.maxNorm === undefined) return F.embedding(x, second, options);
      const table = second.mul(1);
      return [F.embedding(x, table, options), table];
    }
    case "embeddingBag":
      return F.embeddingBag(x, second, third, { perSampleWeights: fourth, ...options });
    case "bilinear":
      return F.bilinear(x, second, third, fourth ?? null);
    case "pdist":
      return F.pdist(x, second as unknown as number);
    case "cosineSimilarity":
      return F.cosineSimilarity(x, second, third, fourth);
    default:
      return F.pairwiseDistance(x, second, third, fourth, options);
  }
};

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.second, { call, order: "second" });
testLayers(layers as LayerCase[]);

Deno.test("lookups and similarities name the step on the tape that PyTorch names", () => {
  const x = ones(2, 3, { requiresGrad: true });
  const index = zeros(2, 2).int();
  const results: [name: string, result: Tensor][] = [
    ["EmbeddingBackward0", F.embedding(index, x, { scaleGradByFreq: true })],
    ["EmbeddingBagBackward0", F.embeddingBag(index, x)],
    ["EmbeddingBagBackward0", F.embeddingBag(index, x, null, { mode: "max" })],
    ["SumBackward1", F.cosineSimilarity(x, x)],
    ["NormBackward1", F.pairwiseDistance(x, x)],
    ["AddBackward0", F.bilinear(x, x, ones(4, 3, 3), ones(4))],
  ];
  assertEquals(results.map(([, result]) => result.gradFn?.name), results.map(([name]) => name));
});

onEachDevice(
  "vectors shorter than eps have the gradient that newer PyTorch gives them",
  (device) => {
    const x = tensor([0.001, 0], { device, requiresGrad: true });
    F.cosineSimilarity(x, tensor([1, 0], { device }), 0, 0.25).backward();
    // 1 / eps, less the change of the length, x / eps^2: 1.13 has that from the length as it was changed.
    assert(x.grad!.allclose(tensor([4 - 0.016, 0], { device })), `${x.grad}`);
  },
);

Deno.test("indices and offsets of bags are whole numbers", () => {
  const words =
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; " +
    "but got torch.FloatTensor instead (while checking arguments for embedding_bag)";
  assertSays(() => F.embeddingBag(ones(2, 2), ones(3, 2)), RuntimeError, words);
  assertSays(() => F.embeddingBag(ones(2).int(), ones(3, 2), zeros(1)), RuntimeError, words);
});

Deno.test("offsets that are no positions of the indices are refused", () => {
  const look = (...offsets: number[]) => () =>
    F.embeddingBag(ones(4).int(), ones(3, 2), tensor(offsets, { dtype: "int32" }));
  assertSays(
    look(1, 2),
    RuntimeError,
    "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got 1",
  );
  assertSays(
    look(0, 5),
    RuntimeError,
    "offsets[-1] can not be greater than input's length 4 but got offsets[-1] of 5",
  );
});

Deno.test("what stands behind the last offset is in no bag", () => {
  const weight = arange(6, { dtype: "float32" }).view(3, 2);
  weight.requiresGrad = true;
  const [index, offsets] = [[0, 1, 2, 2], [0, 1, 3]].map((x) => tensor(x, { dtype: "int32" }));
  const bags = (mode: nn.functional.EmbeddingBagMode) =>
    F.embeddingBag(index!, weight, offsets, { mode, includeLastOffset: true });
  assertEquals(bags("sum").toArray(), [[0, 1], [6, 8]]);
  assertEquals(bags("mean").toArray(), [[0, 1], [3, 4]]);
  assertEquals(bags("max").toArray(), [[0, 1], [4, 5]]);
  bags("sum").sum().backward();
  assertEquals(weight.grad!.toArray(), [[1, 1], [1, 1], [1, 1]]);
});

onEachDevice("a row that a table lacks is in no bag", (device) => {
  for (const mode of ["sum", "mean", "max"] as const) {
    const index = tensor([[0, 7]], { device, dtype: "int32" });
    assertSays(
      () => F.embeddingBag(index, ones(5, 2, { device }), null, { mode }).toArray(),
      IndexError,
      "index out of range in self",
    );
  }
});

Deno.test("layers made of a table share its memory, and leave it as it is unless told otherwise", () => {
  const table = ones(3, 2);
  const frozen = nn.Embedding.fromPretrained(table, { paddingIdx: 0 });
  const learning = nn.EmbeddingBag.fromPretrained(table, { freeze: false, mode: "sum" });
  table.zero_();
  assertEquals(frozen.weight.toArray(), [[0, 0], [0, 0], [0, 0]]);
  assertEquals([frozen.weight.requiresGrad, learning.weight.requiresGrad], [false, true]);
  assertEquals(String(frozen), "Embedding(3, 2, padding_idx=0)");
  assertEquals(String(learning), "EmbeddingBag(3, 2, mode=sum)");
  for (const Layer of [nn.Embedding, nn.EmbeddingBag]) {
    assertSays(
      () => Layer.fromPretrained(ones(3)),
      ValueError,
      "Embeddings parameter is expected to be 2-dimensional",
    );
  }
});

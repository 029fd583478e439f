/** nn.functional against PyTorch's values, gradients, second derivatives and errors. */
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import {
  autograd,
  type Device,
  Generator,
  manualSeed,
  nn,
  ones,
  rand,
  RuntimeError,
  Tensor,
  tensor,
  ValueError,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { type Call, EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import type { Argument } from "./support/calls.ts";
import { hasGPU, onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

type Options = Record<string, unknown>;

const F = nn.functional as unknown as Record<string, (...args: unknown[]) => Tensor>;

/** The fixture writes a weight for each class as a list. */
function withTensors(options: Options, device: Device, x: Argument | undefined): Options {
  const { weight } = options;
  if (!Array.isArray(weight) || !(x instanceof Tensor)) return options;
  return { ...options, weight: tensor(weight, { dtype: x.dtype, device }) };
}

const call: Call = ({ op, options }, args, device) => {
  if (op === "layerNorm") {
    const [x, shape, weight, bias] = args;
    return F[op]!(x, shape, { ...options, weight, bias });
  }
  return F[op]!(...args, ...options === undefined ? [] : [withTensors(options, device, args[0])]);
};

testAgainstPyTorch(fixture.functional, { call });
testAgainstPyTorch(fixture.secondDerivatives, { call, order: "second" });
testAgainstPyTorch(fixture.dropout, { call: seeded(call), tolerance: () => EXACT });

const { functional } = nn;

/** Needs a gradient, so that the tape is written. */
function leaf(...shape: number[]): Tensor {
  return ones(shape, { requiresGrad: true });
}

Deno.test("results name the step on the tape that PyTorch names", () => {
  const classes = zeros(2).int();
  const results: [name: string, result: Tensor][] = [
    ["AddBackward0", functional.linear(leaf(3), leaf(4, 3), leaf(4))],
    ["AddmmBackward0", functional.linear(leaf(2, 3), leaf(4, 3), leaf(4))],
    ["ViewBackward0", functional.linear(leaf(2, 2, 3), leaf(4, 3), leaf(4))],
    ["MmBackward0", functional.linear(leaf(2, 3), leaf(4, 3))],
    ["UnsafeViewBackward0", functional.linear(leaf(2, 2, 3), leaf(4, 3))],
    ["EmbeddingBackward0", functional.embedding(classes, leaf(4, 3))],
    ["NativeLayerNormBackward0", functional.layerNorm(leaf(2, 3), [3])],
    ["SoftmaxBackward0", functional.softmax(leaf(3), 0)],
    ["LogSoftmaxBackward0", functional.logSoftmax(leaf(3), 0)],
    ["GeluBackward0", functional.gelu(leaf(3))],
    ["SiluBackward0", functional.silu(leaf(3))],
    ["ReluBackward0", functional.relu(leaf(3))],
    ["SigmoidBackward0", functional.sigmoid(leaf(3))],
    ["TanhBackward0", functional.tanh(leaf(3))],
    ["MulBackward0", functional.dropout(leaf(3))],
    ["HardtanhBackward0", functional.hardtanh(leaf(3))],
    ["HardtanhBackward0", functional.relu6(leaf(3))],
    ["BinaryCrossEntropyBackward0", functional.binaryCrossEntropy(leaf(3), zeros(3))],
    ["MseLossBackward0", functional.mseLoss(leaf(3), zeros(3))],
    ["MeanBackward0", functional.l1Loss(leaf(3), zeros(3))],
    ["SumBackward0", functional.l1Loss(leaf(3), zeros(3), { reduction: "sum" })],
    ["NllLossBackward0", functional.nllLoss(leaf(2, 3), classes)],
    ["NllLossBackward0", functional.crossEntropy(leaf(2, 3), classes)],
    ["NllLoss2DBackward0", functional.nllLoss(leaf(2, 3, 1), classes.unsqueeze(1))],
  ];
  assertEquals(results.map(([, result]) => result.gradFn?.name), results.map(([name]) => name));
});

onEachDevice("the gradient of a loss can be differentiated again", (device) => {
  const x = tensor([[1, -2, 0.5]], { device, requiresGrad: true });
  const target = tensor([2], { device, dtype: "int32" });
  const [first] = autograd.grad(functional.crossEntropy(x, target), x, { createGraph: true });
  const [second] = autograd.grad(first!.select(1, 0), x, { gradOutputs: ones(1, { device }) });
  // The first row of diag(p) - p p^T, where p is the softmax.
  const p = functional.softmax(x.detach(), 1);
  const p0 = p.select(1, 0);
  const row = p.mul(p0).neg();
  row.setAt([0, 0], p0.sub(p0.square()).squeeze(0));
  assert(second!.allclose(row, { atol: 1e-6 }), `${second} is not ${row}`);

  const y = tensor([3], { device, requiresGrad: true });
  const [slope] = autograd.grad(functional.mseLoss(y, zeros(1, { device })), y, {
    createGraph: true,
  });
  const [curvature] = autograd.grad(slope!, y, { gradOutputs: ones(1, { device }) });
  assertEquals([slope!.item(), curvature!.item()], [6, 2]);
});

onEachDevice("dropout that drops nothing gives the tensor itself", (device) => {
  const x = ones(3, { device });
  assertStrictEquals(functional.dropout(x, 0), x);
  assertStrictEquals(functional.dropout(x, 0.5, { training: false }), x);
});

onEachDevice("dropout draws from a generator of its own when it gets one", (device) => {
  const drop = () =>
    functional.dropout(ones(20, { device }), 0.5, { generator: new Generator().manualSeed(7) });
  manualSeed(0);
  const before = rand(1).item();
  manualSeed(0);
  assertEquals(drop().toArray(), drop().toArray());
  assertEquals(rand(1).item(), before);
});

Deno.test("nothing is drawn for dropout on meta", () => {
  manualSeed(5);
  const next = rand(1).item();
  manualSeed(5);
  assertEquals(functional.dropout(ones(4, { device: "meta" }), 0.5).shape, [4]);
  assertEquals(rand(1).item(), next);
});

Deno.test("tensors on two devices are refused by every function", () => {
  const there = { device: "sim" };
  const words =
    "Expected all tensors to be on the same device, but found at least two devices, cpu and sim:0!";
  const other =
    "Expected all tensors to be on the same device, but found at least two devices, sim:0 and cpu!";
  const target = zeros(2, { ...there, dtype: "int32" });
  const F = functional;
  assertSays(() => F.linear(ones(2, 3), ones(4, 3, there)), RuntimeError, words);
  assertSays(() => F.linear(ones(2, 3), ones(4, 3), ones(4, there)), RuntimeError, words);
  assertSays(() => F.layerNorm(ones(2, 3), [3], { weight: ones(3, there) }), RuntimeError, words);
  assertSays(() => F.layerNorm(ones(2, 3), [3], { bias: ones(3, there) }), RuntimeError, words);
  assertSays(() => F.embedding(target, ones(4, 3)), RuntimeError, words);
  assertSays(() => F.mseLoss(ones(3), ones(3, there)), RuntimeError, words);
  assertSays(() => F.l1Loss(ones(3), ones(3, there)), RuntimeError, words);
  assertSays(() => F.crossEntropy(ones(2, 3), target), RuntimeError, words);
  const weight = ones(3, there);
  assertSays(() => F.nllLoss(ones(2, 3), target.cpu(), { weight }), RuntimeError, other);
});

Deno.test("an embedding's indices are whole numbers", () => {
  const fix = assertSays(
    () => functional.embedding(ones(2), ones(4, 3)),
    RuntimeError,
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; " +
      "but got torch.FloatTensor instead (while checking arguments for embedding)",
  );
  assertEquals(fix, "Write index.int().");
});

Deno.test("a padding row that the table lacks is refused", () => {
  for (const paddingIdx of [4, -5, 0.5, NaN]) {
    assertSays(
      () => functional.embedding(zeros(2).int(), ones(4, 3), { paddingIdx }),
      ValueError,
      "Padding_idx must be within num_embeddings",
    );
  }
});

Deno.test("targets of a loss over classes are whole numbers", () => {
  for (const [type, target] of [["Float", ones(2)], ["Bool", ones(2).bool()]] as const) {
    for (const loss of [functional.nllLoss, functional.crossEntropy]) {
      assertSays(
        () => loss(ones(2, 3), target),
        RuntimeError,
        `expected scalar type Long but found ${type}`,
      );
    }
  }
});

Deno.test("weights of classes have the dtype of the scores and need no gradient", () => {
  const target = zeros(2).int();
  assertSays(
    () => functional.crossEntropy(ones(2, 3), target, { weight: ones(3, { dtype: "float64" }) }),
    RuntimeError,
    "expected scalar type Float but found Double",
  );
  assertSays(
    () => functional.crossEntropy(ones(2, 3), target, { weight: leaf(3) }),
    RuntimeError,
    "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. " +
      "This input cannot have requires_grad True.",
  );
});

Deno.test("probabilities beyond 0 and 1 are refused, and make the loss NaN where looking would be waiting", () => {
  for (const p of [-0.5, 1.5, NaN]) {
    const fix = assertSays(
      () => functional.binaryCrossEntropy(tensor([0.5, p]), ones(2)),
      RuntimeError,
      "all elements of input should be between 0 and 1",
    );
    assertMatch(fix, /sigmoid/);
    if (!hasGPU) continue;
    const [x, y] = [tensor([0.5, p]), ones(2)].map((x) => x.to("webgpu"));
    assertEquals(functional.binaryCrossEntropy(x!, y!).item(), NaN);
  }
});

Deno.test("layer normalization does not mix dtypes", () => {
  for (const name of ["weight", "bias"]) {
    assertSays(
      () => functional.layerNorm(ones(2, 3), [3], { [name]: ones(3, { dtype: "float64" }) }),
      RuntimeError,
      "expected scalar type Float but found Double",
    );
  }
});

Deno.test("what PyTorch refuses is refused with a fix", () => {
  const classes = zeros(2).int();
  const calls: (() => unknown)[] = [
    () => functional.embedding(classes, ones(4)),
    () => functional.embedding(classes.add(9), ones(4, 3)),
    () => functional.layerNorm(ones(2, 3), [4]),
    () => functional.layerNorm(ones(2, 3), []),
    () => functional.layerNorm(ones(2, 3), [3], { weight: ones(1) }),
    () => functional.gelu(ones(1), { approximate: "sigmoid" as "none" }),
    () => functional.dropout(ones(1), 2),
    () => functional.mseLoss(ones(1), ones(1), { reduction: "average" as "mean" }),
    () => functional.nllLoss(ones([]), classes),
    () => functional.nllLoss(ones(3, 3), classes),
    () => functional.nllLoss(ones(2, 3), ones(2, 1).int()),
    () => functional.nllLoss(ones(3), ones(1).int()),
    () => functional.nllLoss(ones(2, 3, 4), classes),
    () => functional.nllLoss(ones(2, 3), classes.add(9)),
    () => functional.nllLoss(ones(2, 3), classes, { weight: ones(2) }),
  ];
  for (const call of calls) assertMatch(assertThrows(call, Error).message, /.\n./);
});

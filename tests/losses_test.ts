/** Losses against PyTorch's values, gradients and errors; as layers, too. */

import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  nn,
  NotImplementedError,
  ones,
  randn,
  RuntimeError,
  type Tensor,
  tensor,
} from "@hibana/hibana";
import fixture from "./fixtures/losses.json" with { type: "json" };
import { hasGPU, onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";

const F = nn.functional as unknown as Record<string, (...args: unknown[]) => Tensor>;

const call: Call = ({ op, options }, args) => {
  const { names = [], ...rest } = options ?? {};
  const tensors = (names as string[]).map((name, i) => {
    const key = name.replace(/_(.)/, (_, letter) => letter.toUpperCase());
    return [key, (args[2 + i] as Tensor).detach()];
  });
  const operands = args.slice(0, args.length - tensors.length);
  // Its target has no gradient: PyTorch's has none either, and says so.
  if (op === "softMarginLoss") operands[1] = (operands[1] as Tensor).detach();
  return F[op]!(...operands, { ...rest, ...Object.fromEntries(tensors) });
};

/** Of scores: the gradient of the loss is right only for what comes out of logSoftmax. */
const ofScores: Call = (question, [x, ...rest], device) =>
  call(question, [(x as Tensor).logSoftmax(-1), ...rest], device);

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.ctc, { call: ofScores, devices: ["cpu", "sim", "meta"] });
testAgainstPyTorch(fixture.second, { call, order: "second" });

Deno.test({
  name: "the loss of label sequences says that webgpu has none, and what to do",
  ignore: !hasGPU,
  fn() {
    const x = randn(3, 1, 2, { device: "webgpu" });
    const fix = assertSays(
      () => nn.functional.ctcLoss(x, tensor([[1]]).int(), [3], [1]),
      NotImplementedError,
      "The operator 'aten::_ctc_loss' is not currently implemented for the webgpu device.",
    );
    assertEquals(fix, 'Compute it on the CPU: x.cpu(), then .to("webgpu").');
  },
});

Deno.test("lists of classes are whole numbers", () => {
  assertSays(
    () => nn.functional.multilabelMarginLoss(ones(2), ones(2)),
    RuntimeError,
    "expected scalar type Long but found Float",
  );
});

/** Two inputs of 2 by 3 for most losses. */
const x = tensor([[0.1, 0.9, 0.3], [0.6, 0.2, 0.7]]);
const y = tensor([[0.2, 0.5, 0.4], [0.1, 0.6, 0.3]]);
const classes = tensor([2, 0]).int();
const signs = tensor([1, -1]);

/** Every layer, what it is called with, and its function. */
const LAYERS: [layer: nn.Module, function: string, args: unknown[], options?: object][] = [
  [new nn.L1Loss(), "l1Loss", [x, y]],
  [new nn.MSELoss({ reduction: "sum" }), "mseLoss", [x, y], { reduction: "sum" }],
  [new nn.SmoothL1Loss({ beta: 0.5 }), "smoothL1Loss", [x, y], { beta: 0.5 }],
  [new nn.HuberLoss({ delta: 0.5 }), "huberLoss", [x, y], { delta: 0.5 }],
  [new nn.KLDivLoss({ reduction: "batchmean" }), "klDiv", [x, y], { reduction: "batchmean" }],
  [new nn.PoissonNLLLoss({ full: true }), "poissonNllLoss", [x, y], { full: true }],
  [new nn.GaussianNLLLoss({ full: true }), "gaussianNllLoss", [x, y, ones(2, 3)], { full: true }],
  [new nn.SoftMarginLoss(), "softMarginLoss", [x, y]],
  [new nn.HingeEmbeddingLoss({ margin: 2 }), "hingeEmbeddingLoss", [x, y], { margin: 2 }],
  [new nn.MarginRankingLoss({ margin: 2 }), "marginRankingLoss", [x, y, y], { margin: 2 }],
  [new nn.CosineEmbeddingLoss({ margin: 0.5 }), "cosineEmbeddingLoss", [x, y, signs], {
    margin: 0.5,
  }],
  [new nn.TripletMarginLoss({ p: 1 }), "tripletMarginLoss", [x, y, x], { p: 1 }],
  [new nn.TripletMarginWithDistanceLoss(), "tripletMarginWithDistanceLoss", [x, y, x]],
  [new nn.MultiLabelMarginLoss(), "multilabelMarginLoss", [x, x.zerosLike().int()]],
  [new nn.NLLLoss({ ignoreIndex: 0 }), "nllLoss", [x, classes], { ignoreIndex: 0 }],
  [new nn.CrossEntropyLoss({ labelSmoothing: 0.5 }), "crossEntropy", [x, classes], {
    labelSmoothing: 0.5,
  }],
  [new nn.BCELoss({ reduction: "none" }), "binaryCrossEntropy", [x, y], { reduction: "none" }],
  [new nn.BCEWithLogitsLoss(), "binaryCrossEntropyWithLogits", [x, y]],
  [new nn.MultiLabelSoftMarginLoss(), "multilabelSoftMarginLoss", [x, y]],
  [new nn.MultiMarginLoss({ p: 2 }), "multiMarginLoss", [x, classes], { p: 2 }],
  [new nn.CTCLoss({ blank: 1 }), "ctcLoss", [x, tensor([2]).int(), [2], [1]], { blank: 1 }],
];

for (const [layer, name, args, options] of LAYERS) {
  const { name: kind } = layer.constructor;
  Deno.test(`nn.${kind} computes what nn.functional.${name} does, with its options`, () => {
    const forward = layer as unknown as { forward(...args: unknown[]): Tensor };
    const [got, wanted] = [forward.forward(...args), F[name]!(...args, options)];
    assertEquals(got.toArray(), wanted.toArray());
    assertEquals(layer.toString(), `${kind}()`);
    assertEquals([...layer.stateDict().keys()], []);
  });
}

onEachDevice("the weights of a loss are buffers: they move with it and are saved", (device) => {
  const weight = tensor([1, 2, 3]);
  const loss = new nn.BCEWithLogitsLoss({ weight, posWeight: tensor([4, 5, 6]) }).to(device);
  assertEquals([...loss.stateDict().keys()], ["weight", "pos_weight"]);
  assertEquals(loss.forward(x.to(device), y.to(device)).device.type, device);
  if (device === "cpu") assertStrictEquals(loss.weight, weight);
});

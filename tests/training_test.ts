/** A small network learns: PyTorch's own loss, step by step, on every device. */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { manualSeed, nn, noGrad, ones, optim, type Tensor, tensor } from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { isClose } from "./support/closeness.ts";
import { type DeviceName, onEachDevice } from "./support/devices.ts";
import { readTensor } from "./support/operand.ts";

/** Looks tokens up, mixes, and scores what may come next; the oracle has the same. */
class Model extends nn.Module {
  readonly tokens: nn.Embedding = new nn.Embedding(11, 8, { paddingIdx: 0 });
  readonly hidden: nn.Linear = new nn.Linear(8, 16);
  readonly norm: nn.LayerNorm = new nn.LayerNorm(16);
  readonly dropout: nn.Dropout = new nn.Dropout(0.1);
  readonly inner: nn.Linear = new nn.Linear(16, 16, { bias: false });
  readonly head: nn.Linear = new nn.Linear(16, 11);

  /** [B, T] of int32 to [B, T, 11] */
  forward(tokens: Tensor): Tensor {
    const x = nn.functional.gelu(this.hidden.forward(this.tokens.forward(tokens)));
    const mixed = this.inner.forward(this.dropout.forward(this.norm.forward(x)));
    return this.head.forward(x.add(mixed.relu()));
  }
}

/** Sentences that count upwards in steps of five, modulo eleven, and what follows each token. */
function sentences(device: DeviceName): { tokens: Tensor; targets: Tensor } {
  const rows = (shift: number) =>
    [0, 1, 2, 3].map((i) => [0, 1, 2, 3, 4, 5].map((j) => (3 * i * i + 5 * j + shift) % 11));
  const options = { device, dtype: "int32" } as const;
  return { tokens: tensor(rows(0), options), targets: tensor(rows(5), options) };
}

function lossOf(model: Model, tokens: Tensor, targets: Tensor): Tensor {
  const scores = model.forward(tokens).flatten(0, 1);
  return nn.functional.crossEntropy(scores, targets.flatten(), { ignoreIndex: 0 });
}

/** Matrices decay, vectors do not. */
function optimizerOf(model: Model): optim.SGD {
  const params = [...model.parameters()];
  const groups = [
    { params: params.filter((p) => p.ndim > 1), weightDecay: 0.01 },
    { params: params.filter((p) => p.ndim === 1) },
  ];
  return new optim.SGD(groups, { lr: 0.05, momentum: 0.9, nesterov: true });
}

/** Trains as the oracle does, moving the model when its optimizer is there already. */
function train(device: DeviceName, steps: number): { losses: number[]; model: Model } {
  manualSeed(123);
  const model = new Model();
  const optimizer = optimizerOf(model);
  model.to(device);
  const { tokens, targets } = sentences(device);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    const loss = lossOf(model, tokens, targets);
    loss.backward();
    optimizer.step();
    losses.push(Number(loss.item()));
  }
  return { losses, model };
}

/** How far from PyTorch's the numbers of a device may drift in the course of the training. */
const DRIFT = { cpu: 1e-5, sim: 1e-5, webgpu: 1e-4 };

const LOSSES = readTensor(fixture.training.losses)!.numbers;
const SCORES = readTensor(fixture.training.scores)!.numbers;

onEachDevice("the loss falls along PyTorch's own curve", (device) => {
  const { losses, model } = train(device, LOSSES.length);
  losses.forEach((loss, step) => {
    assertAlmostEquals(loss, LOSSES[step]!, DRIFT[device], `step ${step}`);
  });
  assert(losses.at(-1)! < losses[0]! / 2, `${losses}`);

  model.eval();
  const scores = noGrad(() => model.forward(sentences(device).tokens));
  const tolerance = { absolute: 5 * DRIFT[device], relative: 0 };
  const wrong = [...scores.toTypedArray()].findIndex((x, i) => !isClose(x, SCORES[i]!, tolerance));
  assertEquals(wrong, -1, `score ${wrong}`);
});

onEachDevice("a model trained on one device goes on learning on another", (device) => {
  manualSeed(123);
  const model = new Model();
  const optimizer = optimizerOf(model);
  const losses: number[] = [];
  for (const place of ["cpu", device, "cpu"] as const) {
    model.to(place);
    const { tokens, targets } = sentences(place);
    for (let step = 0; step < 3; step++) {
      optimizer.zeroGrad();
      const loss = lossOf(model, tokens, targets);
      loss.backward();
      optimizer.step();
      losses.push(Number(loss.item()));
    }
  }
  losses.forEach((loss, step) => assertAlmostEquals(loss, LOSSES[step]!, DRIFT[device]));
});

onEachDevice("gradients of two halves add up to those of the whole", (device) => {
  manualSeed(123);
  const model = new Model().to(device).eval();
  const { tokens, targets } = sentences(device);
  const gradients = () => [...model.parameters()].map((p) => p.grad!.clone());

  lossOf(model, tokens, targets).backward();
  const whole = gradients();
  model.zeroGrad();
  const counts = [0, 2].map((row) => targets.narrow(0, row, 2).ne(0).sum().item() as number);
  const total = counts[0]! + counts[1]!;
  [0, 2].forEach((row, i) => {
    const loss = lossOf(model, tokens.narrow(0, row, 2), targets.narrow(0, row, 2));
    loss.mul(counts[i]! / total).backward();
  });
  for (const [i, sum] of gradients().entries()) {
    assert(sum.allclose(whole[i]!, { atol: 1e-6, rtol: 1e-4 }), `${sum} is not ${whole[i]}`);
  }
});

onEachDevice("a frozen layer stays as it is, and so does a padding row", (device) => {
  manualSeed(123);
  const model = new Model().to(device);
  model.hidden.requiresGrad_(false);
  const before = model.hidden.weight.toArray();
  const row = model.tokens.weight.select(0, 1).toArray();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const { tokens, targets } = sentences(device);
  for (let step = 0; step < 2; step++) {
    optimizer.zeroGrad();
    lossOf(model, tokens, targets).backward();
    optimizer.step();
  }
  assertEquals(model.hidden.weight.toArray(), before);
  assertEquals(model.hidden.weight.grad, null);
  assertEquals(model.tokens.weight.select(0, 0).toArray(), new Array(8).fill(0));
  assertNotEquals(model.tokens.weight.select(0, 1).toArray(), row);
});

onEachDevice("evaluation is the same every time, training is not", (device) => {
  manualSeed(123);
  const model = new Model().to(device);
  const { tokens } = sentences(device);
  const run = () => noGrad(() => model.forward(tokens)).toArray();
  assertNotEquals(run(), run());
  model.eval();
  assertEquals(run(), run());
  model.train();
  assertNotEquals(run(), run());
});

onEachDevice("a state dict makes another model the same", (device) => {
  const { model } = train(device, 2);
  const other = new Model().to(device);
  other.loadStateDict(model.stateDict());
  const { tokens, targets } = sentences(device);
  const loss = (trained: Model) => noGrad(() => lossOf(trained.eval(), tokens, targets)).item();
  assertEquals(loss(other), loss(model));
});

onEachDevice("a layer learns a straight line", (device) => {
  manualSeed(123);
  const layer = new nn.Linear(1, 1, { device });
  const optimizer = new optim.SGD(layer.parameters(), { lr: 0.3, momentum: 0.5 });
  const x = tensor([[-1], [-0.5], [0], [0.5], [1]], { device });
  const y = x.mul(3).add(ones(1, { device }));
  for (let step = 0; step < 60; step++) {
    optimizer.zeroGrad();
    nn.functional.mseLoss(layer.forward(x), y).backward();
    optimizer.step();
  }
  assertAlmostEquals(Number(layer.weight.item()), 3, 1e-3);
  assertAlmostEquals(Number(layer.bias!.item()), 1, 1e-3);
});

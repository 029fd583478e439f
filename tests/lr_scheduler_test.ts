/** Learning-rate schedulers, step by step, against PyTorch's. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { optim, type Tensor, tensor, ValueError, zeros } from "@hibana/hibana";
import fixture from "./fixtures/lr_scheduler.json" with { type: "json" };
import { type Case, readCase } from "./support/case.ts";
import { difference } from "./support/closeness.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

const { OneCycleLR } = optim.lrScheduler;

/** What optimizers like Adam call their options. */
interface BetaOptions {
  lr: number;
  betas: [beta1: number, beta2: number];
}

/** An optimizer with betas in the place of momentum, which stays where it is. */
class WithBetas extends optim.Optimizer<BetaOptions> {
  protected override checkOptions(): void {}
  override step(): undefined {}
}

/** The options of every group before the first step and after each of them, as the oracle writes them. */
function cycle({ operands, options }: Case): Tensor {
  const [kind, maxLr, steps] = operands as [string, number | number[], number];
  const count = Array.isArray(maxLr) ? maxLr.length : 1;
  const groups = Array.from({ length: count }, () => ({ params: [zeros(1)] }));
  const values: unknown[] = [];
  const run = (
    optimizer: optim.Optimizer<optim.lrScheduler.ScheduledOptions>,
    list: () => number[][],
  ) => {
    const scheduler = new OneCycleLR(optimizer, maxLr, options ?? {});
    values.push(list());
    for (let step = 0; step < steps; step++) {
      scheduler.step();
      values.push(list());
      assertEquals(scheduler.getLastLr(), optimizer.paramGroups.map((group) => group.lr));
    }
  };
  if (kind === "SGD") {
    const optimizer = new optim.SGD(groups, { lr: 0.1, momentum: 0.5 });
    run(optimizer, () => optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum]));
  } else {
    const optimizer = new WithBetas(groups, { lr: 0.1, betas: [0.7, 0.99] });
    run(optimizer, () => optimizer.paramGroups.map(({ lr, betas }) => [lr, ...betas]));
  }
  return tensor(values as number[][][], { dtype: "float64" });
}

for (const question of fixture.map(readCase)) {
  Deno.test(`PyTorch agrees on ${question.line.split(/ =>| !!/, 1)}`, () => {
    const { results, error } = question;
    if (results !== undefined) {
      assertEquals(difference(cycle(question), results[0]!), undefined);
    } else {
      assertSays(() => cycle(question), ValueError, error!.message);
    }
  });
}

function optimizerOf(lr = 0.1): optim.SGD {
  return new optim.SGD([zeros(1)], { lr, momentum: 0.5 });
}

Deno.test("a scheduler is refused anything but an optimizer", () => {
  assertThrows(
    () => new OneCycleLR([] as unknown as optim.SGD, 1, { totalSteps: 3 }),
    TypeError,
    "list is not an Optimizer",
  );
});

Deno.test("momentum is cycled where there is some", () => {
  class Plain extends optim.Optimizer<{ lr: number }> {
    protected override checkOptions(): void {}
    override step(): undefined {}
  }
  const optimizer = new Plain([zeros(1)], { lr: 0.1 });
  assertSays(
    () => new OneCycleLR(optimizer, 1, { totalSteps: 3 }),
    ValueError,
    "optimizer must support momentum with `cycle_momentum` option enabled",
  );
  new OneCycleLR(optimizer, 1, { totalSteps: 3, cycleMomentum: false });
  assertEquals(Object.keys(optimizer.paramGroups[0]!), ["lr", "params", "initialLr"]);
});

Deno.test("a scheduler that is refused leaves the optimizer as it was", () => {
  const optimizer = optimizerOf();
  const before = { ...optimizer.paramGroups[0]! };
  assertThrows(() => new OneCycleLR(optimizer, [1, 2], { totalSteps: 3 }), ValueError);
  assertEquals({ ...optimizer.paramGroups[0]! }, before);
});

Deno.test("a step beyond the cycle changes nothing", () => {
  const optimizer = optimizerOf();
  const scheduler = new OneCycleLR(optimizer, 1, { totalSteps: 2 });
  scheduler.step();
  scheduler.step();
  const { lr, momentum } = optimizer.paramGroups[0]!;
  assertThrows(() => scheduler.step(), ValueError);
  assertEquals(scheduler.lastEpoch, 2);
  assertEquals([optimizer.paramGroups[0]!.lr, optimizer.paramGroups[0]!.momentum], [lr, momentum]);
});

Deno.test("a rise of no length begins at the highest learning rate, where PyTorch divides by 0", () => {
  const scheduler = new OneCycleLR(optimizerOf(), 1, { totalSteps: 10, pctStart: 0.1 });
  assertEquals(scheduler.getLastLr(), [1]);
});

Deno.test("a cycle goes on from its saved state", () => {
  const options = { totalSteps: 10 };
  const first = optimizerOf();
  const scheduler = new OneCycleLR(first, 0.5, options);
  for (let i = 0; i < 4; i++) scheduler.step();
  const saved = JSON.parse(JSON.stringify([first.stateDict().param_groups, scheduler.stateDict()]));

  const second = optimizerOf();
  const resumed = new OneCycleLR(second, 0.5, options);
  second.loadStateDict({ state: {}, param_groups: saved[0] });
  resumed.loadStateDict(saved[1]);
  assertEquals(resumed.getLastLr(), scheduler.getLastLr());
  for (const each of [scheduler, resumed]) each.step();
  assertEquals(second.paramGroups[0]!.lr, first.paramGroups[0]!.lr);
  assertEquals(second.paramGroups[0]!.momentum, first.paramGroups[0]!.momentum);
});

Deno.test("a state of other groups is refused", () => {
  const scheduler = new OneCycleLR(optimizerOf(), 1, { totalSteps: 3 });
  assertSays(
    () => scheduler.loadStateDict({ lastEpoch: 1, baseLrs: [1, 2], lastLr: [1, 2] }),
    ValueError,
    "loaded state dict has a different number of parameter groups",
  );
  assertEquals(scheduler.lastEpoch, 0);
});

/** Halves the learning rate at every step. */
class Halving extends optim.lrScheduler.LRScheduler {
  constructor(optimizer: optim.SGD) {
    super(optimizer);
    this.begin();
  }
  protected override optionsAt(epoch: number): optim.lrScheduler.ScheduledStep[] {
    return this.baseLrs.map((lr) => ({ lr: lr / 2 ** epoch }));
  }
}

Deno.test("a scheduler of one's own says what the learning rates are; groups added later stay", () => {
  const optimizer = optimizerOf(1);
  const scheduler = new Halving(optimizer);
  optimizer.addParamGroup({ params: [zeros(1)], lr: 7 });
  assertEquals(scheduler.getLastLr(), [1]);
  scheduler.step();
  scheduler.step();
  assertEquals(optimizer.paramGroups.map(({ lr }) => lr), [0.25, 7]);
  // A second scheduler starts from where the first one did.
  assertEquals(new Halving(optimizer).baseLrs, [1, 7]);
});

onEachDevice("an optimizer steps by what the cycle sets", (device) => {
  const w = tensor([1], { device, requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 1 });
  const scheduler = new OneCycleLR(optimizer, 0.5, { totalSteps: 4, divFactor: 2 });
  for (let step = 0; step < 2; step++) {
    optimizer.zeroGrad();
    w.sum().backward();
    optimizer.step();
    scheduler.step();
  }
  // The first steps that PyTorch 1.13 makes.
  assert(w.requiresGrad);
  assertAlmostEquals(Number(w.item()), -0.0085135, 1e-6);
});

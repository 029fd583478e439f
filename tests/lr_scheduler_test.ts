/** Learning-rate schedulers, step by step, against PyTorch's. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { IndexError, optim, type Tensor, tensor, ValueError, zeros } from "@hibana/hibana";
import fixture from "./fixtures/lr_scheduler.json" with { type: "json" };
import { type Case, readCase } from "./support/case.ts";
import { difference } from "./support/closeness.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays, wrong } from "./support/errors.ts";
import { EXACT } from "./support/oracle.ts";

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

const LAMBDAS: Readonly<Record<string, (x: number) => number>> = {
  halves: (epoch) => 0.5 ** epoch,
  warm: (epoch) => Math.min(1, (epoch + 1) / 4),
  drops: (epoch) => epoch % 3 === 0 ? 0.3 : 0.95,
  root: (cycle) => 1 / cycle ** 0.5,
};

/** Functions go by name in fixtures. */
function called(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(called);
  return typeof value === "string" ? LAMBDAS[value] ?? value : value;
}

type Options = Readonly<Record<string, unknown>>;
type Class = new (...args: unknown[]) => optim.lrScheduler.LRScheduler;

/** A scheduler by its name, with options as the oracle writes them. */
function make(name: string, optimizer: optim.SGD, args: unknown[], options: Options) {
  const names = (key: string) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  const given = Object.entries(options).map(([key, value]) => [names(key), called(value)]);
  const schedulers = optim.lrScheduler as unknown as Readonly<Record<string, Class>>;
  return new schedulers[name]!(optimizer, ...args.map(called), Object.fromEntries(given));
}

function scheduled({ op, operands, options = {} }: Case): Tensor {
  const [lrs, steps, ...args] = operands as [number[], number | (number | null)[], ...unknown[]];
  const groups = lrs.map((lr) => ({ params: [zeros(1)], lr }));
  const optimizer = new optim.SGD(groups, { lr: 1, momentum: 0.5 });
  let scheduler: { step(x?: number): void; getLastLr(): number[] };
  if (op === "SequentialLR" || op === "ChainedScheduler") {
    const [specifications, milestones] = args as [[string, unknown[], Options][], number[]];
    const made = specifications.map(([name, args, options]) =>
      make(name, optimizer, args, options)
    );
    scheduler = op === "ChainedScheduler"
      ? new optim.lrScheduler.ChainedScheduler(made)
      : new optim.lrScheduler.SequentialLR(optimizer, made, milestones);
  } else {
    scheduler = make(op, optimizer, args, options);
  }
  const row = () => optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum]);
  const rows = [row()];
  for (const x of typeof steps === "number" ? Array(steps).fill(null) : steps) {
    scheduler.step(x ?? undefined);
    rows.push(row());
    assertEquals(scheduler.getLastLr(), optimizer.paramGroups.map(({ lr }) => lr));
  }
  return tensor(rows, { dtype: "float64" });
}

for (const question of fixture.map(readCase)) {
  Deno.test(`PyTorch agrees on ${question.line.split(/ =>| !!/, 1)}`, () => {
    const { op, results, error } = question;
    const ask = op === "oneCycle" ? cycle : scheduled;
    if (results !== undefined) {
      assertEquals(difference(ask(question), results[0]!, EXACT), undefined);
    } else {
      assertSays(() => ask(question), ValueError, error!.message);
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
    () => scheduler.loadStateDict({ last_epoch: 1, base_lrs: [1, 2], _last_lr: [1, 2] }),
    ValueError,
    "loaded state dict has a different number of parameter groups",
  );
  assertEquals(scheduler.lastEpoch, 0);
});

/** Every scheduler once, for an optimizer of one group. */
const { lrScheduler } = optim;
const EVERY: Readonly<Record<string, (optimizer: optim.SGD) => optim.lrScheduler.LRScheduler>> = {
  StepLR: (o) => new lrScheduler.StepLR(o, 2),
  MultiStepLR: (o) => new lrScheduler.MultiStepLR(o, [2, 5]),
  ExponentialLR: (o) => new lrScheduler.ExponentialLR(o, 0.9),
  ConstantLR: (o) => new lrScheduler.ConstantLR(o, { totalIters: 5 }),
  LinearLR: (o) => new lrScheduler.LinearLR(o, { totalIters: 6 }),
  PolynomialLR: (o) => new lrScheduler.PolynomialLR(o, { totalIters: 7, power: 2 }),
  CosineAnnealingLR: (o) => new lrScheduler.CosineAnnealingLR(o, 5),
  CosineAnnealingWarmRestarts: (o) =>
    new lrScheduler.CosineAnnealingWarmRestarts(o, 2, { tMult: 2 }),
  LambdaLR: (o) => new lrScheduler.LambdaLR(o, LAMBDAS["warm"]!),
  MultiplicativeLR: (o) => new lrScheduler.MultiplicativeLR(o, LAMBDAS["drops"]!),
  CyclicLR: (o) => new lrScheduler.CyclicLR(o, 0.1, 0.5, { stepSizeUp: 3 }),
  SequentialLR: (o) =>
    new lrScheduler.SequentialLR(o, [EVERY["LinearLR"]!(o), EVERY["StepLR"]!(o)], [5]),
  ChainedScheduler: (o) =>
    new lrScheduler.ChainedScheduler([EVERY["LinearLR"]!(o), EVERY["StepLR"]!(o)]),
};

for (const [name, make] of Object.entries(EVERY)) {
  Deno.test(`${name} goes on from its saved state`, () => {
    const first = optimizerOf();
    const scheduler = make(first);
    for (let i = 0; i < 4; i++) scheduler.step();
    const { param_groups } = first.stateDict();
    const saved = JSON.parse(JSON.stringify([param_groups, scheduler.stateDict()]));
    const second = optimizerOf();
    const resumed = make(second);
    second.loadStateDict({ state: {}, param_groups: saved[0] });
    resumed.loadStateDict(saved[1]);
    assertEquals(resumed.getLastLr(), scheduler.getLastLr());
    for (let i = 0; i < 5; i++) {
      for (const each of [scheduler, resumed]) each.step();
      assertEquals(second.paramGroups[0]!.lr, first.paramGroups[0]!.lr);
    }
  });
}

Deno.test("states have PyTorch's keys, and what its schedulers of schedulers leave out is not missed", () => {
  const optimizer = optimizerOf();
  const restarts = EVERY["CosineAnnealingWarmRestarts"]!(optimizer);
  assertEquals(Object.keys(restarts.stateDict()), [
    ...["last_epoch", "base_lrs", "_last_lr", "T_cur", "T_i"],
  ]);
  assertEquals(EVERY["LambdaLR"]!(optimizer).stateDict()["lr_lambdas"], [null]);
  const chained = EVERY["ChainedScheduler"]!(optimizer);
  const inner = chained.stateDict()["_schedulers"] as optim.lrScheduler.LRSchedulerState[];
  chained.loadStateDict({ _schedulers: inner.map((each) => ({ ...each, last_epoch: 3 })) });
  chained.step();
  const [linear] = chained.stateDict()["_schedulers"] as optim.lrScheduler.LRSchedulerState[];
  assertEquals(linear!.last_epoch, 4);
  assertSays(
    () => chained.loadStateDict({ _schedulers: [] }),
    ValueError,
    "loaded state dict has a different number of schedulers",
  );
});

Deno.test("a plateau is remembered in a saved state", () => {
  const options = { patience: 1, cooldown: 1, factor: 0.5 };
  const first = optimizerOf(1);
  const scheduler = new lrScheduler.ReduceLROnPlateau(first, options);
  for (const loss of [1, 2]) scheduler.step(loss);
  const second = optimizerOf(1);
  const resumed = new lrScheduler.ReduceLROnPlateau(second, options);
  resumed.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
  resumed.step(2);
  assertEquals([resumed.getLastLr(), first.paramGroups[0]!.lr], [[0.5], 1]);
  assertEquals(resumed.stateDict(), {
    best: 1,
    num_bad_epochs: 0,
    cooldown_counter: 1,
    last_epoch: 3,
    _last_lr: [0.5],
  });
});

onEachDevice("a plateau is seen in a loss that is a tensor", (device) => {
  const optimizer = optimizerOf(1);
  const scheduler = new lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 });
  for (const loss of [2, 2, NaN]) scheduler.step(tensor(loss, { device }));
  assertEquals(optimizer.paramGroups[0]!.lr, 0.25);
});

Deno.test("schedules that start from nothing arrive, where PyTorch divides by 0", () => {
  const constant = new lrScheduler.ConstantLR(optimizerOf(1), { factor: 0, totalIters: 2 });
  const linear = new lrScheduler.LinearLR(optimizerOf(1), { startFactor: 0, totalIters: 2 });
  const rates: number[][] = [];
  for (let step = 0; step < 4; step++) {
    rates.push([...constant.getLastLr(), ...linear.getLastLr()]);
    for (const each of [constant, linear]) each.step();
  }
  assertEquals(rates, [[0, 0], [0, 0.5], [1, 1], [1, 1]]);
});

Deno.test("schedulers of schedulers take those of one optimizer", () => {
  const [one, other] = [optimizerOf(), optimizerOf()].map((optimizer) =>
    EVERY["StepLR"]!(optimizer)
  );
  assertSays(
    () => new lrScheduler.SequentialLR(one!.optimizer, [one!, other!], [3]),
    ValueError,
    "Sequential Schedulers expects all schedulers to belong to the same optimizer, but got " +
      "schedulers at index 1 to be different than the optimizer passed in.",
  );
  assertSays(
    () => new lrScheduler.ChainedScheduler([one!, other!]),
    ValueError,
    "ChainedScheduler expects all schedulers to belong to the same optimizer, but got schedulers " +
      "at index 0 and 1 to be different",
  );
  assertSays(() => new lrScheduler.ChainedScheduler([]), IndexError, "list index out of range");
});

Deno.test("momentum is cycled by CyclicLR where there is some, and only optimizers are watched", () => {
  const optimizer = new optim.Adam([zeros(1)]);
  assertSays(
    () => new lrScheduler.CyclicLR(optimizer, 0.1, 0.2),
    ValueError,
    "optimizer must support momentum with `cycle_momentum` option enabled",
  );
  new lrScheduler.CyclicLR(optimizer, 0.1, 0.2, { cycleMomentum: false });
  assertEquals(optimizer.paramGroups[0]!.lr, 0.1);
  assertSays(
    () => new lrScheduler.ReduceLROnPlateau(wrong([])),
    TypeError,
    "list is not an Optimizer",
  );
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

/** Every optimizer against PyTorch's: its steps, its defaults, its state. */
import { assertEquals } from "@std/assert";
import { optim, stack, Tensor, tensor, ValueError, zeros } from "@hibana/hibana";
import fixture from "./fixtures/optim.json" with { type: "json" };
import { difference } from "./support/closeness.ts";
import { DEVICES, onEachDevice } from "./support/devices.ts";
import { assertSays, wrong } from "./support/errors.ts";
import { upstream } from "./support/gradients.ts";
import { build, readTensor, type Written } from "./support/operand.ts";
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";

type AnyOptimizer = optim.Optimizer<{ lr: number }>;
type OptimizerClass = new (params: unknown, options?: unknown) => AnyOptimizer;

const TOLERANCE = { absolute: 1e-6, relative: 1e-6 };

/** An optimizer of two groups, the second with a learning rate of its own. */
function optimizerOf(kind: string, [a, b, idle]: readonly Tensor[], options?: object) {
  const optimizers = optim as unknown as Readonly<Record<string, OptimizerClass>>;
  return new optimizers[kind]!([{ params: [a, idle] }, { params: [b], lr: 0.125 }], options);
}

/** The gradient of a parameter at a step. */
function slope(x: Tensor, step: number): Tensor {
  return upstream(x, 2 * step + x.ndim);
}

/** Steps with the oracle's gradients; the parameters after the first of all and after the last. */
function descend(
  optimizer: AnyOptimizer,
  [a, b, idle]: readonly [Tensor, Tensor, Tensor],
  first: number,
  last: number,
): Tensor[] {
  const results: Tensor[] = [];
  for (let step = first; step < last; step++) {
    a.grad = slope(a, step);
    b.grad = step === 1 ? null : slope(b, step);
    optimizer.step();
    if (step !== 0 && step !== last - 1) continue;
    results.push(...[a, b, idle].map((p) => p.detach().clone()));
  }
  return results;
}

/** What is remembered of each parameter, in the order of the names: tensors, then the numbers. */
function remembered(optimizer: AnyOptimizer, params: readonly Tensor[]): Tensor[] {
  return params.flatMap((p) => {
    const state = Object.entries(optimizer.state.get(p) ?? {})
      .sort(([a], [b]) => a < b ? -1 : 1).map(([, value]) => value);
    const numbers = state.filter((value) => typeof value === "number");
    const tensors = state.filter((value) => value instanceof Tensor);
    return numbers.length === 0 ? tensors : [...tensors, tensor(numbers, { device: p.device })];
  });
}

const steps: Call = ({ op, options }, args) => {
  const params = args.map((x) => (x as Tensor).requiresGrad_()) as [Tensor, Tensor, Tensor];
  const optimizer = optimizerOf(op, params, options);
  return [...descend(optimizer, params, 0, 5), ...remembered(optimizer, params)];
};

// PyTorch 1.13 rounds some numbers, such as ASGD's rate, to float32 whatever the parameters are.
testAgainstPyTorch(fixture.steps, { call: steps, tolerance: () => TOLERANCE });

const LOSSES: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  valley: (a, b) =>
    a.at(0).sub(1).square().add(a.at(1).sub(a.at(0).square()).square().mul(100))
      .add(b.sub(1).square().sum()),
  bowl: (a, b) => {
    const widths = tensor([1, 4], { device: a.device, dtype: a.dtype });
    return a.sub(1).square().mul(widths).sum().add(b.add(2).square().sum().div(4));
  },
};

const lbfgs: Call = ({ options = {} }, [name, ...args]) => {
  const [a, b] = args.map((x) => (x as Tensor).requiresGrad_()) as [Tensor, Tensor];
  const optimizer = new optim.LBFGS([a, b], options);
  const results: Tensor[] = [];
  for (let step = 0; step < 3; step++) {
    const loss = optimizer.step(() => {
      optimizer.zeroGrad();
      const loss = LOSSES[name as string]!(a, b);
      loss.backward();
      return loss;
    });
    results.push(...[loss, a, b].map((x) => x.detach().clone()));
  }
  const { func_evals, n_iter } = optimizer.state.get(a)!;
  return [...results, tensor([func_evals, n_iter] as number[], { device: a.device })];
};

testAgainstPyTorch(fixture.lbfgs, {
  call: lbfgs,
  devices: DEVICES,
  // Curvature is a small difference of gradients: float32 has few digits of it.
  tolerance: ({ line }) =>
    line.includes("float64")
      ? { absolute: 1e-9, relative: 1e-7 }
      : { absolute: 1e-4, relative: 1e-4 },
});

/** PyTorch's state dicts from JSON, where tensors are as in questions. */
function revived(value: unknown, device: string): unknown {
  if (typeof value === "string") {
    const written = readTensor(value);
    return written === undefined ? value : build(written, device);
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => revived(item, device));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revived(v, device)]));
}

/** Options that say how PyTorch computes, not what. */
const MECHANICS = new Set(["foreach", "capturable", "differentiable", "fused", "params"]);

for (const [kind, wanted] of Object.entries(fixture.states)) {
  Deno.test(`${kind} has PyTorch's defaults, under PyTorch's names`, () => {
    const a = tensor([1.25, 1, 1], { requiresGrad: true });
    const optimizers = optim as unknown as Readonly<Record<string, OptimizerClass>>;
    const optimizer = new optimizers[kind]!([a], kind === "SGD" ? { lr: 0.1 } : undefined);
    a.grad = slope(a, 0);
    optimizer.step();
    const state = optimizer.stateDict();
    const options = (group: object) =>
      Object.entries(group).filter(([name]) => !MECHANICS.has(name)).sort();
    assertEquals(options(state.param_groups[0]!), options(wanted.param_groups[0]!));
    // What PyTorch's SGD writes as None is not there.
    const names = Object.entries((wanted.state as Record<string, object>)["0"]!)
      .filter(([, value]) => value !== null).map(([name]) => name);
    assertEquals(Object.keys(state.state[0] ?? {}).sort(), names.sort());
  });
}

for (const { kind, params, state, after } of fixture.travel) {
  onEachDevice(`${kind} goes on from PyTorch's state dict`, (device) => {
    const tensors = (revived(params, device) as Tensor[]).map((p) => p.requiresGrad_());
    const three = tensors as [Tensor, Tensor, Tensor];
    const optimizer = optimizerOf(kind, three, { lr: 1 });
    optimizer.loadStateDict(revived(state, "cpu") as optim.OptimizerState);
    const results = descend(optimizer, three, 3, 6);
    results.forEach((got, i) =>
      assertEquals(difference(got, readTensor(after[i]!) as Written, TOLERANCE), undefined)
    );
  });
}

onEachDevice("an optimizer follows its parameters to another device", (device) => {
  for (const kind of Object.keys(fixture.states)) {
    const start = [tensor([1, 2, 3]), tensor([[4, 5]]), tensor([6])] as const;
    const stay = start.map((p) => p.clone().requiresGrad_()) as [Tensor, Tensor, Tensor];
    const move = start.map((p) => p.clone().requiresGrad_()) as [Tensor, Tensor, Tensor];
    const optimizers = [stay, move].map((params) => optimizerOf(kind, params, { lr: 0.1 }));
    descend(optimizers[0]!, stay, 0, 4);
    descend(optimizers[1]!, move, 0, 2);
    for (const p of move) {
      p.grad = null;
      p.data = p.data.to(device);
    }
    descend(optimizers[1]!, move, 2, 4);
    const [wanted, got] = [stay, move].map((params) =>
      params.map((p) => p.detach().cpu().reshape(-1)).flatMap((p) => [...p.toTypedArray()])
    );
    got!.forEach((x, i) => assertEquals(Math.fround(x).toFixed(4), wanted![i]!.toFixed(4), kind));
    for (const value of Object.values(optimizers[1]!.state.get(move[0]) ?? {})) {
      if (value instanceof Tensor) assertEquals(value.device.type, device);
    }
  }
});

onEachDevice("L-BFGS goes on from its saved state, history and all", (device) => {
  const make = (x: Tensor) => {
    const optimizer = new optim.LBFGS([x], { maxIter: 2, lr: 0.5 });
    const closure = () => {
      optimizer.zeroGrad();
      const loss = x.square().mul(tensor([1, 3], { device })).sum();
      loss.backward();
      return loss;
    };
    return { optimizer, closure };
  };
  const x = tensor([1, 2], { device, requiresGrad: true });
  const first = make(x);
  first.optimizer.step(first.closure);
  const y = x.detach().clone().requiresGrad_();
  const second = make(y);
  second.optimizer.loadStateDict(first.optimizer.stateDict());
  for (const { optimizer, closure } of [first, second]) optimizer.step(closure);
  assertEquals(y.toArray(), x.toArray());
});

onEachDevice(
  "L-BFGS counts missing gradients as zeros, and stops where there is no slope",
  (device) => {
    const [x, idle] = [tensor([2], { device, requiresGrad: true }), tensor([7], { device })];
    const optimizer = new optim.LBFGS([x, idle], { lr: 0.5 });
    let calls = 0;
    const closure = () => {
      calls++;
      optimizer.zeroGrad();
      const loss = x.square().sum();
      loss.backward();
      return loss;
    };
    for (let i = 0; i < 4; i++) optimizer.step(closure);
    assertEquals([stack([x.detach(), idle]).round().toArray()], [[[0], [7]]]);
    const before = calls;
    optimizer.step(closure);
    assertEquals(calls, before + 1);
  },
);

Deno.test("L-BFGS takes one group, a closure, and one kind of line search", () => {
  const groups = [{ params: [zeros(1)] }, { params: [zeros(1)] }];
  assertSays(
    () => new optim.LBFGS(groups),
    ValueError,
    "LBFGS doesn't support per-parameter options (parameter groups)",
  );
  assertSays(
    () => new optim.LBFGS([zeros(1)]).step(),
    TypeError,
    "LBFGS.step() missing 1 required positional argument: 'closure'",
  );
  assertSays(
    () => new optim.LBFGS([zeros(1)], { lineSearchFn: wrong("armijo") }),
    ValueError,
    "only 'strong_wolfe' is supported",
  );
});

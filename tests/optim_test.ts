/** optim.SGD against PyTorch's, and what all optimizers share. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  isGradEnabled,
  KeyError,
  nn,
  noGrad,
  ones,
  optim,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/nn.json" with { type: "json" };
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

/** Makes a gradient for each: the sum of squares is what they descend. */
function descend(params: readonly Tensor[]): void {
  for (const p of params) p.square().sum().backward();
}

/** The same steps as the oracle's: the parameters after 1 and 10 of them, then their momentum. */
const steps: Call = ({ options }, args) => {
  const params = args.map((x) => (x as Tensor).requiresGrad_());
  const optimizer = new optim.SGD(params, { lr: NaN, ...options });
  const results: Tensor[] = [];
  for (let step = 1; step <= 10; step++) {
    optimizer.zeroGrad();
    descend(params);
    optimizer.step();
    if (step === 1 || step === 10) results.push(...params.map((p) => p.detach().clone()));
  }
  const momentum = params.map((p) => optimizer.state.get(p)?.["momentum_buffer"] as Tensor);
  return [...results, ...momentum.filter((buffer) => buffer !== undefined)];
};

testAgainstPyTorch(fixture.sgd, {
  call: steps,
  tolerance: () => ({ absolute: 1e-7, relative: 1e-6 }),
});

/** Two parameters that need gradients. */
function pair(device: string): [Tensor, Tensor] {
  return [
    tensor([1, 2], { device, requiresGrad: true }),
    tensor([4], { device, requiresGrad: true }),
  ];
}

onEachDevice("a group's options stand above the defaults", (device) => {
  const [a, b] = pair(device);
  const optimizer = new optim.SGD([{ params: [a] }, { params: b, lr: 0.25, momentum: 0.5 }], {
    lr: 0.125,
  });
  for (let i = 0; i < 2; i++) {
    optimizer.zeroGrad();
    descend([a, b]);
    optimizer.step();
  }
  // a loses a quarter at each step; b goes 4, 2, then 2 - 0.25 (0.5 * 8 + 4).
  assertEquals([a.toArray(), b.toArray()], [[0.5625, 1.125], [0]]);
  assertEquals(optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum]), [
    [0.125, 0],
    [0.25, 0.5],
  ]);
});

onEachDevice("options can be changed between steps, and groups added", (device) => {
  const [a, b] = pair(device);
  const optimizer = new optim.SGD([a], { lr: 0.5 });
  optimizer.paramGroups[0]!.lr = 0.25;
  optimizer.addParamGroup({ params: [b], lr: 0.125 });
  descend([a, b]);
  optimizer.step();
  assertEquals([a.toArray(), b.toArray()], [[0.5, 1], [3]]);
});

onEachDevice("parameters without a gradient are left alone, weight decay included", (device) => {
  const [a, b] = pair(device);
  const optimizer = new optim.SGD([a, b], { lr: 0.25, weightDecay: 2, momentum: 0.9 });
  descend([b]);
  optimizer.step();
  assertEquals([a.toArray(), b.toArray()], [[1, 2], [0]]);
  assert(!optimizer.state.has(a));
  assertEquals(a.version, 0);
});

onEachDevice("a step changes the parameter itself, off the tape", (device) => {
  const [a] = pair(device);
  const optimizer = new optim.SGD([a], { lr: 0.25 });
  descend([a]);
  const { grad, version } = a;
  assertEquals(optimizer.step(), undefined);
  assert(a.isLeaf && a.requiresGrad && a.version > version);
  assertStrictEquals(a.grad, grad);
  assertEquals(grad!.toArray(), [2, 4]);
});

onEachDevice("momentum is a tensor of its own, not the gradient", (device) => {
  const [a] = pair(device);
  const optimizer = new optim.SGD([a], { lr: 0.5, momentum: 0.5 });
  descend([a]);
  optimizer.step();
  a.grad!.zero_();
  assertEquals((optimizer.state.get(a)!["momentum_buffer"] as Tensor).toArray(), [2, 4]);
});

onEachDevice("step calls its closure first, with gradients on, and returns its loss", (device) => {
  const [a] = pair(device);
  const optimizer = new optim.SGD([a], { lr: 0.25 });
  const loss = noGrad(() =>
    optimizer.step(() => {
      assert(isGradEnabled());
      optimizer.zeroGrad();
      const sum = a.square().sum();
      sum.backward();
      return sum;
    })
  );
  assertEquals([loss!.item(), a.toArray()], [5, [0.5, 1]]);
});

onEachDevice("zeroGrad forgets gradients, or fills them with zeros", (device) => {
  const [a, b] = pair(device);
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b] }], { lr: 0.25 });
  descend([a]);
  const { grad } = a;
  optimizer.zeroGrad({ setToNone: false });
  assertStrictEquals(a.grad, grad);
  assertEquals([grad!.toArray(), b.grad], [[0, 0], null]);
  optimizer.zeroGrad();
  assertEquals(a.grad, null);
});

onEachDevice("a state dict continues where another optimizer stopped", (device) => {
  const options = { lr: 0.1, momentum: 0.9, dampening: 0.1 };
  const run = (params: Tensor[], optimizer: optim.SGD, count: number) => {
    for (let i = 0; i < count; i++) {
      optimizer.zeroGrad();
      descend(params);
      optimizer.step();
    }
  };
  const straight = pair(device);
  run(straight, new optim.SGD(straight, options), 6);

  const first = pair(device);
  const before = new optim.SGD([{ params: [first[0]] }, { params: [first[1]] }], options);
  run(first, before, 3);
  const saved = before.stateDict();
  assertEquals(saved.param_groups.map((group) => group.params), [[0], [1]]);

  const second = first.map((p) => p.detach().clone().requiresGrad_());
  const after = new optim.SGD([{ params: [second[0]!] }, { params: [second[1]!] }], { lr: 7 });
  after.loadStateDict(saved);
  // It is a copy: what the first optimizer does next does not matter.
  run(first, before, 1);
  run(second, after, 3);
  assertEquals(second.map((p) => p.toArray()), straight.map((p) => p.toArray()));
});

onEachDevice("a state dict goes to the device and dtype of the parameters", (device) => {
  const [a] = pair("cpu");
  const optimizer = new optim.SGD([a], { lr: 0.1, momentum: 0.9 });
  descend([a]);
  optimizer.step();
  const there = zeros(2, { device, dtype: "float16" });
  const other = new optim.SGD([there], { lr: 0.1 });
  other.loadStateDict(optimizer.stateDict());
  const momentum = other.state.get(there)!["momentum_buffer"] as Tensor;
  assertEquals([momentum.dtype, momentum.device], ["float16", there.device]);
  assertEquals(momentum.toArray(), [2, 4]);
});

onEachDevice("an optimizer follows its parameters to another device", (device) => {
  const layer = new nn.Linear(2, 2);
  nn.init.eye_(layer.weight);
  nn.init.zeros_(layer.bias!);
  const optimizer = new optim.SGD(layer.parameters(), { lr: 0.25, momentum: 0.5 });
  const step = () => {
    optimizer.zeroGrad();
    layer.forward(ones(2, 2, { device: layer.device })).sum().backward();
    optimizer.step();
  };
  step();
  layer.to(device);
  step();
  layer.to("cpu");
  step();
  // Every gradient is 2: the steps are 0.25 times 2, 3 and 3.5.
  assertEquals(layer.bias!.toArray(), [-2.125, -2.125]);
  assertEquals(layer.weight.toArray(), [[-1.125, -2.125], [-2.125, -1.125]]);
});

Deno.test("a module's parameters can be given as they come", () => {
  const layer = new nn.Linear(2, 2);
  const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
  assertEquals(optimizer.paramGroups[0]!.params, [layer.weight, layer.bias!]);
});

/** Stands where TypeScript would not let a value pass. */
function untyped<T>(value: unknown): T {
  return value as T;
}

Deno.test("options that make no sense are refused, in groups as well", () => {
  const bad: [Record<string, unknown>, string][] = [
    [{ lr: -0.5 }, "Invalid learning rate: -0.5"],
    [{ lr: NaN }, "Invalid learning rate: NaN"],
    [{ momentum: -1 }, "Invalid momentum value: -1"],
    [{ weightDecay: -0.1 }, "Invalid weight_decay value: -0.1"],
    [{ nesterov: true }, "Nesterov momentum requires a momentum and zero dampening"],
    [
      { nesterov: true, momentum: 0.9, dampening: 0.1 },
      "Nesterov momentum requires a momentum and zero dampening",
    ],
    [
      { lr: undefined },
      "parameter group didn't specify a value of required optimization parameter lr",
    ],
  ];
  for (const [options, words] of bad) {
    assertSays(
      () => new optim.SGD([zeros(1)], untyped({ lr: 0.1, ...options })),
      ValueError,
      words,
    );
    const optimizer = new optim.SGD([zeros(1)], { lr: 0.1 });
    assertSays(
      () => optimizer.addParamGroup(untyped({ params: [zeros(1)], ...options })),
      ValueError,
      words,
    );
    assertEquals(optimizer.paramGroups.length, 1);
  }
  assertSays(
    () => new optim.SGD([zeros(1)], untyped(undefined)),
    ValueError,
    "parameter group didn't specify a value of required optimization parameter lr",
  );
});

Deno.test("what is no list of parameters is refused", () => {
  const start =
    "params argument given to the optimizer should be an iterable of Tensors or dicts, but got";
  const bad: [params: unknown, errorClass: new (...args: never[]) => Error, words: string][] = [
    [zeros(2), TypeError, `${start} torch.FloatTensor`],
    [new nn.Linear(1, 1), TypeError, `${start} Linear`],
    [undefined, TypeError, `${start} undefined`],
    [null, TypeError, `${start} NoneType`],
    [3, TypeError, `${start} int`],
    [[], ValueError, "optimizer got an empty parameter list"],
    [[3], TypeError, "optimizer can only optimize Tensors, but one of the params is int"],
    [[null], TypeError, "optimizer can only optimize Tensors, but one of the params is NoneType"],
    [[[zeros(1)]], TypeError, "optimizer can only optimize Tensors, but one of the params is list"],
    [
      [zeros(1), { params: [zeros(1)] }],
      TypeError,
      "optimizer can only optimize Tensors, but one of the params is dict",
    ],
    [
      [ones(1, { requiresGrad: true }).mul(2)],
      ValueError,
      "can't optimize a non-leaf Tensor",
    ],
  ];
  for (const [params, errorClass, words] of bad) {
    assertSays(() => new optim.SGD(untyped(params), { lr: 0.1 }), errorClass, words);
  }
  const optimizer = new optim.SGD([zeros(1)], { lr: 0.1 });
  assertSays(
    () => optimizer.addParamGroup(untyped([zeros(1)])),
    TypeError,
    "param group must be a dict",
  );
});

Deno.test("a parameter can be in one group only", () => {
  const shared = zeros(1);
  const words = "some parameters appear in more than one parameter group";
  const groups = [{ params: [shared] }, { params: [zeros(1), shared] }];
  assertSays(() => new optim.SGD(groups, { lr: 0.1 }), ValueError, words);
  const optimizer = new optim.SGD([shared], { lr: 0.1 });
  assertSays(() => optimizer.addParamGroup({ params: [shared] }), ValueError, words);
  assertEquals(optimizer.paramGroups.length, 1);
});

Deno.test("a state dict that does not fit is refused, and changes nothing", () => {
  const [a] = pair("cpu");
  const optimizer = new optim.SGD([a], { lr: 0.1, momentum: 0.9 });
  descend([a]);
  optimizer.step();
  const good = optimizer.stateDict();
  const [group] = good.param_groups;
  const kept = optimizer.state.get(a);
  const bad: [dict: unknown, errorClass: new (...args: never[]) => Error, words: string][] = [
    [undefined, KeyError, "'state'"],
    [{ ...good, state: undefined }, KeyError, "'state'"],
    [{ state: {} }, KeyError, "'param_groups'"],
    [
      { ...good, param_groups: [] },
      ValueError,
      "loaded state dict has a different number of parameter groups",
    ],
    [
      { ...good, param_groups: [{ ...group, params: [0, 1] }] },
      ValueError,
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    ],
    [{ ...good, param_groups: [{ ...group, lr: -1 }] }, ValueError, "Invalid learning rate: -1"],
    [
      { ...good, state: { ...good.state, 3: {} } },
      KeyError,
      "the state names parameter 3, which is in no group",
    ],
    [
      { ...good, state: { 0: { momentum_buffer: zeros(3) } } },
      ValueError,
      "size mismatch for momentum_buffer of parameter 0: its shape is torch.Size([3]), " +
      "the parameter's torch.Size([2])",
    ],
  ];
  for (const [dict, errorClass, words] of bad) {
    assertSays(() => optimizer.loadStateDict(untyped(dict)), errorClass, words);
    assertStrictEquals(optimizer.state.get(a), kept);
    assertEquals(optimizer.paramGroups[0]!.lr, 0.1);
  }
});

Deno.test("a closure that throws leaves the parameters as they are", () => {
  const [a] = pair("cpu");
  const optimizer = new optim.SGD([a], { lr: 0.1 });
  descend([a]);
  assertThrows(
    () =>
      optimizer.step(() => {
        throw new Error("no loss");
      }),
    Error,
    "no loss",
  );
  assertEquals(a.toArray(), [1, 2]);
  assert(isGradEnabled());
});

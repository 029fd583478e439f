import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  compile,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  scope,
  type Tensor,
  tensor,
  zeros,
} from "../mod.ts";
import { onEachDevice } from "./support/devices.ts";
import { counting } from "./support/counting_backend.ts";

function values(x: Tensor): number[] {
  return [...x.detach().contiguous().toTypedArray()].map(Number);
}

function assertClose(actual: Tensor, expected: Tensor, tolerance = 1e-5): void {
  assertEquals(actual.shape, expected.shape);
  const wanted = values(expected);
  values(actual).forEach((x, i) =>
    assertAlmostEquals(x, wanted[i]!, tolerance * (1 + Math.abs(wanted[i]!)))
  );
}

onEachDevice(
  "a compiled chain gives what the function gives, for new inputs each time",
  (device) => {
    manualSeed(0);
    const w = randn(7, { device });
    const f = (x: Tensor) => nn.functional.gelu(x.mul(w).add(1)).div(x.square().add(2));
    const compiled = compile(f);
    for (let i = 0; i < 5; i++) {
      const x = randn(3, 7, { device });
      assertClose(compiled(x), f(x));
    }
  },
);

onEachDevice("results of earlier calls are not overwritten", (device) => {
  const compiled = compile((x: Tensor) => x.mul(2).add(1));
  const results = [1, 2, 3, 4].map((n) => compiled(tensor([n], { device })));
  assertEquals(results.map((x) => x.item()), [3, 5, 7, 9]);
});

onEachDevice("nested arguments and results keep their structure", (device) => {
  const compiled = compile((pair: { a: Tensor; rest: Tensor[] }, scale: number) => ({
    sum: pair.rest.reduce((s, x) => s.add(x), pair.a).mul(scale),
    parts: [pair.a.neg(), "name", pair.a] as const,
  }));
  for (let i = 0; i < 4; i++) {
    const a = tensor([i, 1], { device });
    const result = compiled({ a, rest: [ones(2, { device }), ones(2, { device })] }, 3);
    assertEquals(result.sum.toArray(), [3 * (i + 2), 9]);
    assertEquals(result.parts[0].toArray(), [-i, -1]);
    assertEquals(result.parts[1], "name");
    assertEquals(result.parts[2] === a, true);
  }
});

onEachDevice("other shapes, numbers, dtypes and layouts are recorded for themselves", (device) => {
  let runs = 0;
  const compiled = compile((x: Tensor, by: number) => {
    runs++;
    return x.mul(by).sum(0);
  });
  const x = tensor([[1, 2, 3], [4, 5, 6]], { device });
  for (let i = 0; i < 4; i++) {
    assertEquals(compiled(x, 2).toArray(), [10, 14, 18]);
    assertEquals(compiled(x, 3).toArray(), [15, 21, 27]);
    assertEquals(compiled(x.t(), 2).toArray(), [12, 30]);
    assertEquals(compiled(x.int(), 2).toArray(), [10, 14, 18]);
    assertEquals(compiled(x.narrow(1, 1, 2), 2).toArray(), [14, 18]);
  }
  assertEquals(runs, 10);
});

onEachDevice("an argument may be another part of a larger tensor in each call", (device) => {
  const data = tensor([1, 2, 3, 4, 5, 6, 7, 8], { device });
  let runs = 0;
  const compiled = compile((x: Tensor) => {
    runs++;
    return x.add(x.flip(0));
  });
  const sums = [0, 2, 4, 6, 1].map((at) => compiled(data.narrow(0, at, 2)).toArray());
  assertEquals(sums, [[3, 3], [7, 7], [11, 11], [15, 15], [5, 5]]);
  assertEquals(runs, 2);
});

type Optimizer = optim.SGD | optim.Adam;
const optimizers: Record<string, (parameters: Iterable<Tensor>) => Optimizer> = {
  "SGD": (p) => new optim.SGD(p, { lr: 0.1 }),
  "SGD with momentum": (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  "Adam": (p) => new optim.Adam(p, { lr: 0.01 }),
  "AdamW": (p) => new optim.AdamW(p, { lr: 0.01 }),
  "RAdam": (p) => new optim.RAdam(p, { lr: 0.01 }) as unknown as Optimizer,
};
for (const [name, make] of Object.entries(optimizers)) {
  onEachDevice(`twenty compiled training steps give eager numbers: ${name}`, (device) => {
    const [eager, compiled] = [false, true].map((compiles) => {
      manualSeed(1);
      const model = new nn.Sequential(
        new nn.Linear(5, 8),
        new nn.BatchNorm1d(8),
        new nn.GELU(),
        new nn.Dropout(0.2),
        new nn.Linear(8, 3),
      ).to(device);
      const optimizer = make(model.parameters());
      const scheduler = new optim.lrScheduler.StepLR(optimizer as optim.SGD, 5, { gamma: 0.5 });
      let runs = 0;
      const step = (x: Tensor, y: Tensor) => {
        runs++;
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(model.forward(x), y);
        loss.backward();
        optimizer.step();
        scheduler.step();
        return loss.detach();
      };
      const run = compiles ? compile(step) : step;
      const losses: Tensor[] = [];
      for (let i = 0; i < 20; i++) {
        const x = randn(6, 5).to(device);
        losses.push(run(x, tensor([0, 1, 2, 0, 1, 2]).int().to(device)));
      }
      assertEquals(runs < 5, compiles);
      return { losses, model, grad: [...model.parameters()].map((p) => p.grad!) };
    });
    eager!.losses.forEach((loss, i) => assertClose(compiled!.losses[i]!, loss, 1e-4));
    const state = compiled!.model.stateDict();
    for (const [key, value] of eager!.model.stateDict()) assertClose(state.get(key)!, value, 1e-4);
    eager!.grad.forEach((grad, i) => assertClose(compiled!.grad[i]!, grad, 1e-3));
  });
}

onEachDevice("random numbers follow the generator as in eager calls", (device) => {
  const f = (x: Tensor) =>
    nn.functional.dropout(x, 0.5).add(rand(4, { device })).mul(zeros(4, { device }).normal_());
  const compiled = compile(f);
  manualSeed(7);
  const expected = [1, 2, 3, 4, 5].map((n) => f(ones(4, { device }).mul(n)));
  manualSeed(7);
  const actual = [1, 2, 3, 4, 5].map((n) => compiled(ones(4, { device }).mul(n)));
  expected.forEach((x, i) => assertClose(actual[i]!, x));
});

onEachDevice("arguments and outside tensors change in place in each call", (device) => {
  const total = zeros(2, { device });
  const compiled = compile((x: Tensor) => {
    total.add_(x);
    x.mul_(2);
  });
  const x = ones(2, { device });
  for (let i = 0; i < 5; i++) compiled(x);
  assertEquals(total.toArray(), [31, 31]);
  assertEquals(x.toArray(), [32, 32]);
  assertEquals(total.version, 5);
});

onEachDevice("gradients add up over calls, and begin anew after zeroGrad", (device) => {
  const w = tensor([1, 2], { device, requiresGrad: true });
  const compiled = compile((x: Tensor) => w.mul(x).sum().backward());
  for (let round = 0; round < 3; round++) {
    w.grad = null;
    for (let i = 1; i <= 4; i++) {
      compiled(tensor([1, 10], { device }));
      assertEquals(w.grad!.toArray(), [i, 10 * i]);
    }
  }
});

onEachDevice("a mode, a frozen parameter, new memory and a new parameter are noticed", (device) => {
  const model = new nn.Sequential(new nn.Linear(2, 2, { bias: false }), new nn.Dropout(1)).to(
    device,
  );
  const linear = model.at(0) as nn.Linear;
  const forward = compile(model);
  const x = ones(1, 2, { device });
  const call = () => noGrad(() => forward(x));
  const settle = () => {
    for (let i = 0; i < 4; i++) call();
    return call().toArray();
  };
  assertEquals(settle(), [[0, 0]]);
  model.eval();
  noGrad(() => linear.weight.fill_(1));
  assertEquals(settle(), [[2, 2]]);
  linear.weight.data = ones(2, 2, { device }).mul(3);
  assertEquals(settle(), [[6, 6]]);
  linear.weight = new nn.Parameter(ones(2, 2, { device }).mul(5));
  assertEquals(settle(), [[10, 10]]);
  model.train();
  assertEquals(settle(), [[0, 0]]);
});

Deno.test("what a compiled function needs outlives the scope it was first called in", () => {
  const compiled = compile((x: Tensor) => x.matmul(x).sum(0).matmul(x));
  for (let i = 0; i < 4; i++) {
    assertEquals(scope(() => compiled(ones(2, 2))).toArray(), [8, 8]);
  }
});

Deno.test("replays allocate nothing but results, and run one kernel for a chain", () => {
  const device = "counting";
  const w = ones(3, { device });
  const compiled = compile((x: Tensor) => x.mul(w).add(1).relu().mul(x));
  const x = ones(2, 3, { device });
  for (let i = 0; i < 3; i++) compiled(x);
  const { allocations, kernels } = counting.during(() => compiled(x));
  assertEquals(allocations, 1);
  assertEquals(kernels.length, 1);
});

Deno.test("a replayed training step allocates no memory for what it forgets", () => {
  const device = "counting";
  const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2)).to(
    device,
  );
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
  const step = (x: Tensor) => {
    const loss = model.forward(x).square().mean();
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return loss.detach();
  };
  const compiled = compile(step);
  const x = ones(3, 4, { device });
  const eager = counting.during(() => step(x));
  for (let i = 0; i < 3; i++) compiled(x);
  const replayed = counting.during(() => compiled(x));
  assertEquals(replayed.allocations, 1);
  assertEquals(replayed.kernels.length < eager.kernels.length, true);
});

onEachDevice(
  "looking at values is an error that names what looked, and leaves all usable",
  (device) => {
    const x = tensor([1, 2], { device });
    const cases: [string, (x: Tensor) => unknown][] = [
      ["item()", (x) => x.sum().item()],
      ["toArray()", (x) => x.toArray()],
      ["nonzero()", (x) => x.nonzero()],
      ["toString()", (x) => String(x)],
    ];
    for (const [name, f] of cases) {
      const error = assertThrows(() => compile(f)(x), Error);
      assertEquals(
        error.message.split("\n")[0],
        `operation not permitted when stream is capturing: ${name} reads values of a tensor`,
      );
    }
    assertEquals(x.sum().item(), 3);
    assertEquals(compile((x: Tensor) => x.add(1))(x).toArray(), [2, 3]);
  },
);

Deno.test("an error in the function comes through and leaves all usable", () => {
  let fails = true;
  const compiled = compile((x: Tensor) => {
    if (fails) throw new Error("mine");
    return x.add(1);
  });
  assertThrows(() => compiled(ones(1)), Error, "mine");
  fails = false;
  for (let i = 0; i < 4; i++) assertEquals(compiled(ones(1)).toArray(), [2]);
});

Deno.test("an error in a replay comes through, and gradients are as before", () => {
  const table = tensor([[1], [2]], { requiresGrad: true });
  const optimizer = new optim.SGD([table], { lr: 0 });
  const compiled = compile((at: Tensor) => {
    optimizer.zeroGrad();
    table.indexSelect(0, at).sum().backward();
    optimizer.step();
    table.indexSelect(0, at.add(1));
  });
  for (let i = 0; i < 3; i++) compiled(tensor([0, 0]).int());
  assertThrows(() => compiled(tensor([0, 1]).int()), Error, "out of range");
  assertEquals(table.grad!.toArray(), [[2], [0]]);
  compiled(tensor([0]).int().expand(2).contiguous());
  assertEquals(table.grad!.toArray(), [[2], [0]]);
});

Deno.test("a function that does something else at each call is refused by name", () => {
  let n = 0;
  const counted = compile((x: Tensor) => x.mul(n++));
  assertThrows(
    () => {
      for (let i = 0; i < 5; i++) counted(ones(1));
    },
    Error,
    "in mul (operation 1), the number",
  );
  let hidden = zeros(1);
  const carried = compile((x: Tensor) => {
    hidden = hidden.add(x);
    return hidden;
  });
  assertThrows(
    () => {
      for (let i = 0; i < 5; i++) carried(ones(1));
    },
    Error,
    "a tensor from outside was another one",
  );
});

Deno.test("a tensor that was kept aside says that replays do not update it", () => {
  let kept = zeros(1);
  const compiled = compile((x: Tensor) => {
    kept = x.add(1);
    return kept.mul(2);
  });
  for (let i = 0; i < 3; i++) compiled(ones(1));
  assertThrows(() => kept.toArray(), Error, "overwritten by a subsequent run");
});

Deno.test("asynchronous functions and typed arrays are refused", () => {
  assertThrows(
    () => compile(() => Promise.resolve(1))(),
    TypeError,
    "takes a synchronous function",
  );
  assertThrows(
    () => compile((_x: Float32Array) => 1)(new Float32Array(1)),
    TypeError,
    "takes tensors, not Float32Array",
  );
});

Deno.test("a compiled function inside of another is a part of it", () => {
  let runs = 0;
  const inner = compile((x: Tensor) => {
    runs++;
    return x.mul(2);
  });
  const outer = compile((x: Tensor) => inner(x).add(1));
  for (let i = 0; i < 4; i++) assertEquals(outer(ones(1).mul(i)).toArray(), [2 * i + 1]);
  assertEquals(runs, 2);
});

Deno.test("shapes without data go through", () => {
  const compiled = compile((x: Tensor) => x.matmul(x).relu());
  for (let i = 0; i < 4; i++) assertEquals(compiled(zeros(3, 3, { device: "meta" })).shape, [3, 3]);
});

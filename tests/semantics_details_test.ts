/** The details that ports get wrong, in the order of the semantics page. The numbers are PyTorch's. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { arange, nn, optim, type Tensor, tensor, where, zeros } from "@hibana/hibana";
import { type DeviceName, onEachDevice } from "./support/devices.ts";

type Nested = Parameters<typeof tensor>[0];

/** The gradient of the sum of `f(x)`. */
function gradient(device: DeviceName, values: Nested, f: (x: Tensor) => Tensor): unknown {
  const x = tensor(values, { device, requiresGrad: true });
  f(x).sum().backward();
  return x.grad!.toArray();
}

onEachDevice("rounding is half to even", (device) => {
  assertEquals(
    tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], { device }).round().toArray(),
    [-2, -2, -0, 0, 2, 2],
  );
});

onEachDevice("integer division and remainder round down", (device) => {
  const a = tensor([-7, 7, -7], { dtype: "int32", device });
  const b = tensor([2, -2, -2], { dtype: "int32", device });
  assertEquals(a.floorDivide(b).toArray(), [-4, -4, 3]);
  assertEquals(a.remainder(b).toArray(), [1, -1, -1]);
});

onEachDevice("among equal elements maximum, amax and the full max split the gradient", (device) => {
  const other = tensor([1, 1], { device });
  assertEquals(gradient(device, [1, 2], (x) => x.maximum(other)), [0.5, 1]);
  assertEquals(gradient(device, [[1, 3, 3]], (x) => x.amax(1)), [[0, 0.5, 0.5]]);
  assertEquals(gradient(device, [[1, 3, 3], [3, 0, 3]], (x) => x.max()), [
    [0, 0.25, 0.25],
    [0.25, 0, 0.25],
  ]);
});

onEachDevice("among equal elements max along a dimension gives it to the first", (device) => {
  assertEquals(gradient(device, [[1, 3, 3]], (x) => x.max(1).values), [[0, 1, 0]]);
});

onEachDevice("among equal elements max-pool gives the gradient to the first", (device) => {
  const { maxPool1d, maxPool2d } = nn.functional;
  assertEquals(gradient(device, [[3, 3, 1, 2, 2, 2]], (x) => maxPool1d(x, 3)), [[
    1,
    0,
    0,
    1,
    0,
    0,
  ]]);
  assertEquals(
    gradient(device, [[[1, 1, 1], [1, 1, 1], [1, 1, 1]]], (x) => maxPool2d(x, 2, { stride: 1 })),
    [[[1, 1, 0], [1, 1, 0], [0, 0, 0]]],
  );
});

onEachDevice("max-pool pads with -inf", (device) => {
  const { maxPool1d } = nn.functional;
  const pool = (x: Tensor) => maxPool1d(x, 3, { stride: 2, padding: 1 });
  assertEquals(pool(tensor([[-5, -6, -4]], { device })).toArray(), [[-5, -4]]);
  assertEquals(pool(tensor([[-Infinity, -Infinity, -2]], { device })).toArray(), [[-Infinity, -2]]);
  // An element gets the gradient even where it is no larger than the padding.
  assertEquals(gradient(device, [[-Infinity, -Infinity, -2]], pool), [[1, 0, 1]]);
});

onEachDevice("clamp's gradient is 1 at its bounds", (device) => {
  assertEquals(gradient(device, [-2, -1, 0, 1, 2], (x) => x.clamp(-1, 1)), [0, 1, 1, 1, 0]);
});

onEachDevice("hardtanh's and relu6's gradients are 0 at their bounds", (device) => {
  const { hardtanh, relu6 } = nn.functional;
  assertEquals(gradient(device, [-2, -1, 0, 1, 2], (x) => hardtanh(x)), [0, 0, 1, 0, 0]);
  assertEquals(gradient(device, [-2, 0, 1, 6, 7], relu6), [0, 0, 1, 0, 0]);
});

onEachDevice("the 2-norm's gradient at 0 is 0", (device) => {
  assertEquals(gradient(device, [0, 0], (x) => x.norm()), [0, 0]);
});

onEachDevice("max, min, relu and clamp propagate NaN", (device) => {
  const x = tensor([NaN, 1], { device });
  assertEquals(x.max().item(), NaN);
  assertEquals(x.min().item(), NaN);
  assertEquals(x.relu().toArray(), [NaN, 1]);
  assertEquals(x.clamp(0, 1).toArray(), [NaN, 1]);
  assertEquals(x.maximum(tensor([0, NaN], { device })).toArray(), [NaN, NaN]);
});

onEachDevice("a fully masked softmax row is NaN", (device) => {
  const scores = tensor([[-Infinity, -Infinity], [0, -Infinity]], { device });
  assertEquals(scores.softmax(-1).toArray(), [[NaN, NaN], [1, 0]]);
});

onEachDevice("chunk may give fewer pieces than asked for", (device) => {
  assertEquals(zeros(6, { device }).chunk(4).map((piece) => piece.shape), [[2], [2], [2]]);
});

onEachDevice("separated index tensors move their dimension first", (device) => {
  const x = arange(24, { device }).reshape(2, 3, 4);
  const [i, j] = [[0, 1], [2, 3]].map((at) => tensor(at, { dtype: "int32", device }));
  assertEquals(x.at(i!, ":", j!).toArray(), [[2, 6, 10], [15, 19, 23]]);
  assertEquals(x.at(":", i!, j!).shape, [2, 2]);
});

onEachDevice("argmax on a view counts in logical order", (device) => {
  assertEquals(tensor([[1, 5], [9, 2]], { device }).t().argmax().item(), 1);
});

onEachDevice(
  "cross entropy's mean divides by the weights or by the count that is not ignored",
  (device) => {
    const logits = tensor([[1, 2, 3], [1, 0, 0]], { device });
    const loss = (targets: number[], weights?: number[]): number =>
      Number(
        nn.functional.crossEntropy(logits, tensor(targets, { dtype: "int32", device }), {
          weight: weights === undefined ? null : tensor(weights, { device }),
        }).item(),
      );
    assertAlmostEquals(loss([0, 2], [1, 2, 3]), 1.7655, 1e-4);
    assertAlmostEquals(loss([0, -100]), 2.4076, 1e-4);
    assertAlmostEquals(loss([0, 2]), 1.9795, 1e-4);
  },
);

onEachDevice("binary cross-entropy clamps its logs at -100", (device) => {
  const loss = (x: Tensor) =>
    nn.functional.binaryCrossEntropy(x, tensor([1, 0, 1], { device }), { reduction: "none" });
  assertEquals(loss(tensor([0, 1, 1], { device })).toArray(), [100, 100, 0]);
  const [low, high, right] = gradient(device, [0, 1, 1], loss) as number[];
  assertAlmostEquals(low! / -1e12, 1, 1e-6);
  assertAlmostEquals(high! / 1e12, 1, 1e-6);
  assertEquals(Math.abs(right!), 0);
});

onEachDevice("clipGradNorm_ gives the norm before clipping, and adds 1e-6 to it", (device) => {
  const clipped = (maxNorm: number, ...grads: number[][]): [norm: unknown, grads: unknown[]] => {
    const params = grads.map((grad) => {
      const p = zeros(grad.length, { device, requiresGrad: true });
      p.grad = tensor(grad, { device });
      return p;
    });
    const norm = nn.utils.clipGradNorm_(params, maxNorm);
    assertEquals([norm.shape, norm.device.type], [[], device]);
    return [norm.item(), params.map((p) => p.grad!.toArray())];
  };
  const [norm, [first, second]] = clipped(2, [3, 4], [-12, 0]) as [number, number[][]];
  assertAlmostEquals(norm, 13, 1e-5);
  assertAlmostEquals(first![0]!, 0.46153843, 1e-7);
  assertAlmostEquals(first![1]!, 0.61538458, 1e-7);
  assertAlmostEquals(second![0]!, -1.84615374, 1e-6);
  assertEquals(clipped(100, [3, 4]), [5, [[3, 4]]]);
  // Half of it is what was added.
  const [, [[tiny]]] = clipped(1e-6, [1e-6]) as [number, [[number]]];
  assertAlmostEquals(tiny, 5e-7, 1e-12);
});

onEachDevice("optimizers skip parameters without a gradient, weight decay included", (device) => {
  const [used, unused] = [1, 1].map((x) => tensor([x], { device, requiresGrad: true }));
  const optimizer = new optim.SGD([used!, unused!], { lr: 0.5, weightDecay: 1 });
  used!.sum().backward();
  optimizer.step();
  assertEquals(used!.toArray(), [0]);
  assertEquals(unused!.toArray(), [1]);
});

onEachDevice("OneCycleLR cycles momentum (or the first of betas) too", (device) => {
  class WithBetas extends optim.Optimizer<{ lr: number; betas: [number, number] }> {
    protected override checkOptions(): void {}
    override step(): undefined {}
  }
  const params = [zeros(1, { device })];
  const one = new optim.SGD(params, { lr: 1, momentum: 0.5 });
  const other = new WithBetas(params, { lr: 1, betas: [0.7, 0.99] });
  const schedulers = [one, other].map((optimizer: optim.Optimizer<{ lr: number }>) =>
    new optim.lrScheduler.OneCycleLR(optimizer, 0.5, { totalSteps: 6, pctStart: 0.5 })
  );
  const momenta = [0.95, 0.9, 0.85];
  for (const wanted of momenta) {
    assertAlmostEquals(one.paramGroups[0]!.momentum, wanted, 1e-8);
    assertAlmostEquals(other.paramGroups[0]!.betas[0], wanted, 1e-8);
    assertEquals(other.paramGroups[0]!.betas[1], 0.99);
    for (const scheduler of schedulers) scheduler.step();
  }
  assertAlmostEquals(one.paramGroups[0]!.momentum, 0.875, 1e-8);
});

onEachDevice("where does not stop NaN gradients", (device) => {
  const [a, b, c] = gradient(device, [-1, 0, 4], (x) => where(x.gt(0), x.sqrt(), 0)) as number[];
  assertEquals([a, b, c], [NaN, NaN, 0.25]);
});

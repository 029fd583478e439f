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

onEachDevice("clamp's gradient is 1 at its bounds", (device) => {
  assertEquals(gradient(device, [-2, -1, 0, 1, 2], (x) => x.clamp(-1, 1)), [0, 1, 1, 1, 0]);
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

onEachDevice("optimizers skip parameters without a gradient, weight decay included", (device) => {
  const [used, unused] = [1, 1].map((x) => tensor([x], { device, requiresGrad: true }));
  const optimizer = new optim.SGD([used!, unused!], { lr: 0.5, weightDecay: 1 });
  used!.sum().backward();
  optimizer.step();
  assertEquals(used!.toArray(), [0]);
  assertEquals(unused!.toArray(), [1]);
});

onEachDevice("where does not stop NaN gradients", (device) => {
  const [a, b, c] = gradient(device, [-1, 0, 4], (x) => where(x.gt(0), x.sqrt(), 0)) as number[];
  assertEquals([a, b, c], [NaN, NaN, 0.25]);
});

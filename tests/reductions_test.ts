/** What the fixtures of reductions and scans cannot say: PyTorch lacks it, or is wrong. */

import { assertEquals } from "@std/assert";
import {
  aminmax,
  autograd,
  cov,
  ones,
  type Tensor,
  tensor,
  trapezoid,
  zeros,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { assertRefused, wrong } from "./support/errors.ts";

onEachDevice(
  "the slope of a product at one element does not depend on it: NaN and infinity stay with the others",
  (device) => {
    // PyTorch divides the product by the element, and finds NaN everywhere.
    const slopes = (values: number[], product: (x: Tensor) => Tensor): unknown => {
      const x = tensor(values, { device, requiresGrad: true });
      return autograd.grad([product(x).sum()], [x])[0]!.toArray();
    };
    for (const product of [(x: Tensor) => x.prod(), (x: Tensor) => x.prod(0)]) {
      assertEquals(slopes([NaN, 2, 3], product), [6, NaN, NaN]);
      assertEquals(slopes([Infinity, 2], product), [2, Infinity]);
      assertEquals(slopes([1e30, 1e30, 1e-30], product), [1, 1, Infinity]);
    }
    assertEquals(slopes([NaN, 2, 3], (x) => x.cumprod(0)), [9, NaN, NaN]);
    assertEquals(slopes([4, 0, Infinity], (x) => x.cumprod(0)), [NaN, Infinity, 0]);
  },
);

// PyTorch's CPU gives infinity, its GPUs what is here: they sum in float32.
onEachDevice(
  "means and norms of float16 are not too large where only the sum on the way is",
  (device) => {
    const halves = (values: number[]) => tensor(values, { device, dtype: "float16" });
    assertEquals(halves(Array(400).fill(300)).mean().item(), 300);
    assertEquals(halves([300, -400, 0]).norm().item(), 500);
  },
);

onEachDevice("second derivatives of a product know of several zeros", (device) => {
  // d2 (x y z) / dx dz = y. PyTorch 1.13 answers 0 where it is not told the dimension.
  for (const product of [(x: Tensor) => x.prod(), (x: Tensor) => x.prod(0)]) {
    const x = tensor([0, 2, 0], { device, requiresGrad: true });
    const [first] = autograd.grad([product(x)], [x], { createGraph: true });
    const [second] = autograd.grad([first!.at(0)], [x]);
    assertEquals([first!.toArray(), second!.toArray()], [[0, 0, 0], [0, 0, 2]]);
  }
});

onEachDevice("the smallest and the largest elements come by name, and with gradients", (device) => {
  const x = tensor([[3, 1, 1], [4, 4, 2]], { device, requiresGrad: true });
  const { min, max } = aminmax(x, { dim: 1 });
  assertEquals([min.toArray(), max.toArray()], [[1, 2], [3, 4]]);
  const [grad] = autograd.grad([min.add(max.mul(10)).sum()], [x]);
  assertEquals(grad!.toArray(), [[10, 0.5, 0.5], [5, 5, 1]]);
  assertEquals([...x.aminmax()].map((extreme) => extreme.item()), [1, 4]);
});

Deno.test("reductions and scans have PyTorch's names on the tape", () => {
  const x = ones(2, 3, { requiresGrad: true });
  const names: [name: string, result: Tensor][] = [
    ["SumBackward0", x.sum()],
    ["SumBackward1", x.sum([0, 1])],
    ["MeanBackward1", x.mean(0)],
    ["ProdBackward0", x.prod()],
    ["ProdBackward1", x.prod(0)],
    ["NansumBackward0", x.nansum()],
    ["DivBackward0", x.nanmean()],
    ["NormBackward1", x.norm(3)],
    ["RenormBackward0", x.renorm(2, 0, 1)],
    ["RenormBackward0", x.clone().renorm_(2, 0, 1)],
    ["CumsumBackward0", x.cumsum(0)],
    ["CumsumBackward0", x.clone().cumsum_(0)],
    ["CumprodBackward0", x.cumprod(0)],
    ["CumprodBackward0", x.clone().cumprod_(0)],
    ["CummaxBackward0", x.cummax(0).values],
    ["CumminBackward0", x.cummin(0).values],
    ["LogcumsumexpBackward0", x.logcumsumexp(0)],
    ["SubBackward0", x.diff()],
  ];
  for (const [name, result] of names) assertEquals(result.gradFn?.name, name);
});

Deno.test("statistics say what does not go together, and what is not there", () => {
  const x = ones(2, 3);
  assertRefused([
    [
      () => x.var(0, { correction: 0, unbiased: false }),
      TypeError,
      "std and var(): correction and unbiased say the same thing",
    ],
    [
      () => trapezoid(x, ones(3), { dx: 2 }),
      TypeError,
      "trapezoid(): x and dx both say how far samples lie apart",
    ],
    [() => x.diff(1.5), TypeError, "diff(): argument 'n' must be int, not float"],
    [() => x.cumsum(wrong(0.5)), TypeError, "dim must be a whole number, not 0.5"],
  ]);
});

Deno.test("weights on meta have no values to be wrong", () => {
  const weights = zeros(3, { device: "meta" });
  assertEquals(cov(ones(2, 3, { device: "meta" }), { aweights: weights }).shape, [2, 2]);
});

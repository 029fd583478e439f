/** autograd.grad: gradients as values, and gradients of gradients. */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { autograd, ones, RuntimeError, type Tensor, tensor } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

const { grad } = autograd;

function leaf(values: number[] | number, device = "cpu"): Tensor {
  return tensor(values, { device, requiresGrad: true });
}

onEachDevice(
  "grad gives gradients of leaves and of tensors in between, and sets none",
  (device) => {
    const x = leaf([1, 2], device);
    const y = x.mul(2);
    const [dx, dy] = grad(y.mul(y).sum(), [x, y]);
    assertEquals([dx!.toArray(), dy!.toArray()], [[8, 16], [4, 8]]);
    assertEquals([x.grad, y.grad, dx!.requiresGrad], [null, null, false]);
  },
);

onEachDevice("several outputs add up, each with its own gradient", (device) => {
  const x = leaf([1, 2], device);
  const [dx] = grad([x.mul(3), x.sum()], x, {
    gradOutputs: [tensor([1, 10], { device }), undefined],
  });
  assertEquals(dx!.toArray(), [4, 31]);
});

Deno.test("an input that the output does not depend on is an error, or null where allowed", () => {
  const [x, z] = [leaf([1, 2]), leaf(1)];
  assertEquals(
    firstLine(() => grad(x.sum(), z), RuntimeError),
    "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.",
  );
  const [dx, dz] = grad(x.sum(), [x, z], { allowUnused: true });
  assertEquals([dx!.toArray(), dz], [[1, 1], null]);
});

Deno.test("what grad cannot differentiate is an error", () => {
  const x = leaf([1, 2]);
  const wrong: [() => unknown, string][] = [
    [() => grad(x.sum(), tensor(1)), "One of the differentiated Tensors does not require grad"],
    [() => grad(x, x), "grad can be implicitly created only for scalar outputs"],
    [
      () => grad([x.sum(), tensor(1)], x),
      "element 1 of tensors does not require grad and does not have a grad_fn",
    ],
    [
      () => grad([x.sum(), x], x, { gradOutputs: [undefined, ones(3)] }),
      "Mismatch in shape: grad_output[1] has a shape of torch.Size([3]) and output[1] has a shape of torch.Size([2]).",
    ],
  ];
  for (const [fn, message] of wrong) assertEquals(firstLine(fn, RuntimeError), message);
});

onEachDevice("gradients can be differentiated as often as one likes", (device) => {
  const x = leaf(2, device);
  let y = x.pow(4);
  const derivatives: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    y = grad(y, x, { createGraph: true })[0]!;
    derivatives.push(y.item());
  }
  assertEquals(derivatives, [32, 48, 48, 24]);
});

onEachDevice("a gradient penalty trains: backward through grad", (device) => {
  const x = leaf([1, 2], device);
  const [dx] = grad(x.pow(3).sum(), x, { createGraph: true });
  assert(dx!.requiresGrad);
  dx!.square().sum().backward();
  assertEquals(x.grad!.toArray(), [36, 288]);
});

Deno.test("backward with createGraph leaves a grad that can be differentiated", () => {
  const x = leaf([1, 2]);
  x.pow(3).sum().backward(undefined, { createGraph: true });
  const first = x.grad!;
  assert(first.requiresGrad);
  const [second] = grad(first.sum(), x);
  assertEquals(second!.toArray(), [6, 12]);
  x.grad = null;
  x.mul(5).sum().backward(undefined, { createGraph: true });
  assertEquals(x.grad!.toArray(), [5, 5]);
  assertEquals(first.toArray(), [3, 12]);
});

Deno.test("grads that are recorded add up in a new tensor, so that the old one keeps its graph", () => {
  const x = leaf([1, 2]);
  x.pow(3).sum().backward(undefined, { createGraph: true });
  const first = x.grad!;
  x.pow(2).sum().backward(undefined, { createGraph: true });
  assertEquals([first.toArray(), x.grad!.toArray()], [[3, 12], [5, 16]]);
  assertEquals(grad(x.grad!.sum(), x)[0]!.toArray(), [8, 14]);
});

onEachDevice("second derivatives pass through changes of views", (device) => {
  const dtype = device === "webgpu" ? "float32" : "float64";
  const [weights, direction] = [[1, -2, 3], [0.5, 1, -1]].map((row) =>
    tensor(row, { dtype, device })
  ) as [Tensor, Tensor];
  /** The gradient, along a direction, of a function that changes views in place. */
  function slope(values: number[], createGraph: boolean): { x: Tensor; value: Tensor } {
    const x = tensor(values, { dtype, device, requiresGrad: true });
    const y = x.mul(x);
    y.at("1:").mul_(x.at(":2"));
    y.view(3, 1).at(0).add_(y.at(2).clone().square());
    const [dx] = grad(y.mul(weights).sum(), x, { createGraph });
    return { x, value: dx!.mul(direction).sum() };
  }
  const at = [0.7, -1.2, 0.4];
  const { x, value } = slope(at, true);
  const second = grad(value, x)[0]!.toTypedArray();
  const h = dtype === "float64" ? 1e-5 : 1e-2;
  at.forEach((a, i) => {
    const moved = (by: number) => slope(at.with(i, a + by), false).value.item() as number;
    const measured = (moved(h) - moved(-h)) / (2 * h);
    assert(Math.abs(second[i]! - measured) < (dtype === "float64" ? 1e-7 : 2e-2));
  });
});

Deno.test("createGraph keeps the graph, retainGraph alone does not record", () => {
  const x = leaf(2);
  const y = x.mul(x);
  const [a] = grad(y, x, { createGraph: true });
  const [b] = grad(y, x, { retainGraph: true });
  assertEquals([a!.requiresGrad, b!.requiresGrad], [true, false]);
  grad(y, x);
  assertEquals(
    firstLine(() => grad(y, x), RuntimeError).slice(0, 53),
    "Trying to backward through the graph a second time (o",
  );
});

Deno.test("grad through a view that is shared with its base", () => {
  const x = leaf([1, 2, 3]);
  const y = x.mul(1);
  const part = y.at(":2");
  const [dy, dpart] = grad(part.mul(part).sum(), [y, part]);
  assertEquals([dy!.toArray(), dpart!.toArray()], [[2, 4, 0], [2, 4]]);
});

Deno.test("the same input twice gives its gradient twice", () => {
  const x = leaf([1, 2]);
  const [a, b] = grad(x.mul(3).sum(), [x, x]);
  assertEquals([a!.toArray(), b!.toArray()], [[3, 3], [3, 3]]);
});

Deno.test("autograd.backward starts from several roots at once", () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  autograd.backward([y, y.sum()], [tensor([1, 10]), undefined]);
  assertEquals(x.grad!.toArray(), [4, 22]);
  assertStrictEquals(y.grad, null);
});

/** What backward does with leaves, graphs, seeds and modes, on every device. */

import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  enableGrad,
  isGradEnabled,
  noGrad,
  ones,
  RuntimeError,
  setGradEnabled,
  type Tensor,
  tensor,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

function leaf(values: number[] | number, device: string): Tensor {
  return tensor(values, { device, requiresGrad: true });
}

onEachDevice("gradients add up over calls of backward, in the same tensor", (device) => {
  const x = leaf([1, 2], device);
  x.mul(3).sum().backward();
  const { grad } = x;
  assertEquals(grad!.toArray(), [3, 3]);
  x.mul(x).sum().backward();
  assertStrictEquals(x.grad, grad);
  assertEquals(grad!.toArray(), [5, 7]);
});

onEachDevice("a tensor used several times gets the sum of its gradients", (device) => {
  const x = leaf(2, device);
  const square = x.mul(x);
  square.add(square.mul(square)).add(x).backward();
  assertEquals(x.grad!.item(), 4 + 32 + 1);
});

onEachDevice("a gradient that goes on after it reached a leaf stays what it was", (device) => {
  // The gradient of y goes to x and, later, through h to b; in between u brings x some more.
  const x = leaf(1, device);
  const b = leaf(1, device);
  const h = b.mul(3);
  const u = x.mul(5);
  const y = x.add(h);
  y.add(u).backward();
  assertEquals([x.grad!.item(), b.grad!.item()], [6, 3]);
});

onEachDevice("gradients of two leaves never share memory", (device) => {
  const [a, b] = [leaf([1, 2], device), leaf([3, 4], device)];
  a.add(b).sum().backward();
  a.grad!.mul_(2);
  assertEquals([a.grad!.toArray(), b.grad!.toArray()], [[2, 2], [1, 1]]);

  const [e, f] = [leaf([1, 2], device), leaf([3, 4], device)];
  e.add(f).mul(3).sum().backward();
  e.grad!.mul_(2);
  assertEquals([e.grad!.toArray(), f.grad!.toArray()], [[6, 6], [3, 3]]);

  const [c, d] = [leaf([1, 2], device), leaf([3, 4], device)];
  c.add(d).sum().backward(undefined, { createGraph: true });
  noGrad(() => c.grad!.mul_(2));
  assertEquals([c.grad!.toArray(), d.grad!.toArray()], [[2, 2], [1, 1]]);
});

onEachDevice("a given gradient is not taken over by the leaf", (device) => {
  const x = leaf([1, 2], device);
  const seed = ones(2, { device });
  x.clone().backward(seed);
  seed.mul_(5);
  assertEquals(x.grad!.toArray(), [1, 1]);
  x.grad!.mul_(7);
  assertEquals(seed.toArray(), [5, 5]);
});

onEachDevice(
  "the gradient of an expanded, transposed or sliced leaf has the leaf's shape",
  (device) => {
    const x = tensor([[1, 2, 3]], { device }).expand(2, 3).requiresGrad_();
    x.mul(tensor([[1, 2, 3], [4, 5, 6]], { device })).sum().backward();
    assertEquals(x.grad!.toArray(), [[1, 2, 3], [4, 5, 6]]);
    const t = tensor([[1, 2], [3, 4]], { device }).t().detach().requiresGrad_();
    t.at(0).mul(tensor([5, 6], { device })).sum().backward();
    assertEquals(t.grad!.toArray(), [[5, 6], [0, 0]]);
  },
);

onEachDevice("broadcast operands get their gradients summed back to their shapes", (device) => {
  const [row, column, scalar] = [
    leaf([1, 2, 3], device),
    tensor([[1], [2]], { device, requiresGrad: true }),
    leaf(2, device),
  ];
  row.mul(column).add(scalar).sum().backward();
  assertEquals(row.grad!.toArray(), [3, 3, 3]);
  assertEquals(column.grad!.toArray(), [[6], [6]]);
  assertEquals(scalar.grad!.item(), 6);
});

Deno.test("the gradient follows the leaf's dtype, whatever was computed in between", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  x.double().mul(2).sum().backward();
  assertEquals([x.grad!.dtype, x.grad!.toArray()], ["float32", [2, 2]]);
  const [h, f] = [tensor([1, 2], { dtype: "float16", requiresGrad: true }), tensor([3, 4])];
  h.mul(f).sum().backward();
  assertEquals([h.grad!.dtype, h.grad!.toArray()], ["float16", [3, 4]]);
  const y = tensor([1, 2], { requiresGrad: true });
  const seed = tensor([1, 1], { dtype: "float64" });
  const z = y.mul(2);
  z.retainGrad();
  z.backward(seed);
  y.backward(seed);
  assertEquals([y.grad!.dtype, y.grad!.toArray()], ["float32", [3, 3]]);
  assertEquals([z.grad!.dtype, z.grad!.toArray()], ["float32", [1, 1]]);
});

onEachDevice(
  "a 0-d cpu tensor goes along with any device, and its gradient comes home",
  (device) => {
    const x = leaf([1, 2], device);
    const scale = tensor(3, { requiresGrad: true });
    x.mul(scale).sum().backward();
    assertEquals(String(scale.grad!.device), "cpu");
    assertEquals(scale.grad!.item(), 3);
    assertEquals([String(x.grad!.device), x.grad!.toArray()], [String(x.device), [3, 3]]);
  },
);

onEachDevice("a gradient crosses devices with the tensor", (device) => {
  const x = tensor([1, 2], { requiresGrad: true });
  x.to(device).mul(tensor([3, 4], { device })).sum().backward();
  assertEquals(String(x.grad!.device), "cpu");
  assertEquals(x.grad!.toArray(), [3, 4]);
});

Deno.test("a second backward needs retainGraph where values were saved, and only there", () => {
  const x = leaf([1, 2], "cpu");
  const square = x.mul(x).sum();
  square.backward(undefined, { retainGraph: true });
  square.backward();
  assertEquals(x.grad!.toArray(), [4, 8]);
  assertEquals(
    firstLine(() => square.backward(), RuntimeError),
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
  );
  assertEquals(x.grad!.toArray(), [4, 8], "a backward that fails leaves every grad alone");
  const y = leaf([1, 2], "cpu");
  const sum = y.add(y).sum();
  sum.backward();
  sum.backward();
  assertEquals(y.grad!.toArray(), [4, 4]);
});

Deno.test("backward that fails half-way changes no gradient", () => {
  const [a, b] = [leaf([1, 2], "cpu"), leaf([3, 4], "cpu")];
  const saved = b.mul(2);
  const loss = saved.mul(saved).add(a).sum();
  saved.add_(1);
  assertThrows(() => loss.backward(), RuntimeError, "modified by an inplace operation");
  assertEquals([a.grad, b.grad], [null, null]);
});

Deno.test("backward says what is wrong with its root or its gradient", () => {
  const x = leaf([1, 2], "cpu");
  const wrong: [() => unknown, string][] = [
    [() => x.mul(2).backward(), "grad can be implicitly created only for scalar outputs"],
    [
      () => tensor([1, 2]).sum().backward(),
      "element 0 of tensors does not require grad and does not have a grad_fn",
    ],
    [
      () => noGrad(() => x.sum()).backward(),
      "element 0 of tensors does not require grad and does not have a grad_fn",
    ],
    [
      () => x.mul(2).backward(ones(3)),
      "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).",
    ],
  ];
  for (const [fn, message] of wrong) assertEquals(firstLine(fn, RuntimeError), message);
  assertEquals(x.grad, null);
});

Deno.test("a leaf can be differentiated by itself", () => {
  const x = leaf(3, "cpu");
  x.backward();
  x.backward();
  assertEquals(x.grad!.item(), 2);
  const v = leaf([1, 2], "cpu");
  v.backward(tensor([5, 6]));
  assertEquals(v.grad!.toArray(), [5, 6]);
});

Deno.test("noGrad and enableGrad nest, give the mode back after an error, and refuse async functions", () => {
  const x = leaf([1], "cpu");
  assertEquals(noGrad(() => x.mul(2).requiresGrad), false);
  assertEquals(noGrad(() => enableGrad(() => x.mul(2).requiresGrad)), true);
  assertEquals(noGrad(() => [enableGrad(isGradEnabled), isGradEnabled()]), [true, false]);
  assertThrows(
    () =>
      noGrad(() => {
        throw new Error("stop");
      }),
    Error,
    "stop",
  );
  assert(isGradEnabled());
  assertThrows(() => noGrad(() => Promise.resolve(1)), TypeError, "synchronous");
  assert(isGradEnabled());
  setGradEnabled(false);
  assertEquals(x.mul(2).requiresGrad, false);
  setGradEnabled(true);
  assertEquals(x.mul(2).requiresGrad, true);
});

Deno.test("what is computed without a tape is a leaf that needs no gradient", () => {
  const x = leaf([1, 2], "cpu");
  const y = noGrad(() => x.mul(2));
  assertEquals([y.requiresGrad, y.isLeaf, y.gradFn], [false, true, null]);
  const z = x.mul(2);
  assertEquals([z.requiresGrad, z.isLeaf, z.gradFn!.name], [true, false, "MulBackward0"]);
  assertEquals(String(z.gradFn), "<MulBackward0>");
  z.requiresGrad = true;
  assertEquals([x.requiresGrad, x.isLeaf, x.gradFn], [true, true, null]);
});

onEachDevice("detach shares elements and stops gradients", (device) => {
  const x = leaf([1, 2], device);
  const y = x.mul(3);
  const cut = y.detach();
  assertStrictEquals(cut.storage, y.storage);
  y.mul(cut).sum().backward();
  assertEquals(x.grad!.toArray(), [9, 18]);
  const z = x.mul(3);
  assertStrictEquals(z.detach_(), z);
  assertEquals([z.requiresGrad, z.isLeaf], [false, true]);
});

Deno.test("detach_ of a view is refused", () => {
  const view = leaf([1, 2], "cpu").mul(2).at(0);
  assertEquals(
    firstLine(() => view.detach_(), RuntimeError),
    "Can't detach views in-place. Use detach() instead.",
  );
});

Deno.test("the data of a leaf is its elements off the tape", () => {
  const x = leaf([1, 2], "cpu");
  x.data.add_(1);
  assertEquals([x.toArray(), x.data.requiresGrad], [[2, 3], false]);
  x.data = tensor([7, 8, 9]);
  assertEquals([x.toArray(), x.requiresGrad], [[7, 8, 9], true]);
  assertEquals(
    firstLine(() => x.data = tensor([1], { dtype: "int32" }), RuntimeError),
    "data set to a tensor that requires gradients must be floating point or complex dtype",
  );
});

onEachDevice("retainGrad keeps the gradient of a tensor in between", (device) => {
  const x = leaf([1, 2], device);
  const y = x.mul(2);
  y.retainGrad();
  const loss = y.mul(3).sum();
  loss.backward(undefined, { retainGraph: true });
  loss.backward();
  assertEquals([x.grad!.toArray(), y.grad!.toArray()], [[12, 12], [6, 6]]);
  y.grad!.mul_(0);
  assertEquals(x.grad!.toArray(), [12, 12]);
});

Deno.test("retainGrad is about the tensor as it is after changes in place", () => {
  const x = leaf([1, 2], "cpu");
  const y = x.mul(2);
  y.retainGrad();
  y.mul_(5);
  y.mul(3).sum().backward();
  assertEquals([x.grad!.toArray(), y.grad!.toArray()], [[30, 30], [3, 3]]);
});

Deno.test("retainGrad needs a tensor that needs a gradient", () => {
  assertEquals(
    firstLine(() => tensor([1]).retainGrad(), RuntimeError),
    "can't retain_grad on Tensor that has requires_grad=False",
  );
  leaf([1], "cpu").retainGrad();
});

Deno.test("only leaves of floating-point types may change whether they need a gradient", () => {
  const x = leaf([1, 2], "cpu");
  assertStrictEquals(x.requiresGrad_(false), x);
  assertEquals(x.mul(2).requiresGrad, false);
  x.requiresGrad_();
  const y = x.mul(2);
  assertEquals(
    firstLine(() => y.requiresGrad_(false), RuntimeError),
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
  );
  for (const dtype of ["int32", "uint8", "uint32", "bool"] as const) {
    assertEquals(
      firstLine(() => tensor([1], { dtype }).requiresGrad_(), RuntimeError),
      "only Tensors of floating point dtype can require gradients",
    );
    assertEquals(
      firstLine(() => tensor([1], { dtype, requiresGrad: true }), RuntimeError),
      "only Tensors of floating point dtype can require gradients",
    );
  }
});

Deno.test("comparisons and whole numbers leave the tape", () => {
  const x = leaf([1, 2], "cpu");
  for (const y of [x.gt(1), x.isnan(), x.logicalNot(), x.int(), x.bool(), x.argmax()]) {
    assertEquals([y.requiresGrad, y.gradFn], [false, null]);
  }
});

Deno.test("step functions pass a gradient of zero", () => {
  for (const op of ["sign", "floor", "ceil", "trunc", "round"] as const) {
    const x = leaf([1.5, -2.5], "cpu");
    x[op]().sum().backward();
    assertEquals(x.grad!.toArray(), [0, 0]);
  }
  const [x, y] = [leaf([7, 8], "cpu"), leaf([2, 3], "cpu")];
  x.floorDivide(y).sum().backward();
  assertEquals([x.grad!.toArray(), y.grad!.toArray()], [[0, 0], [0, 0]]);
});

Deno.test("where does not stop a gradient that is NaN", () => {
  const x = leaf([0, 4], "cpu");
  const root = x.sqrt().mul(0);
  x.where(x.gt(1), root).sum().backward();
  assertEquals(x.grad!.toArray(), [NaN, 1]);
});

onEachDevice(
  "a scattered source that is larger than its index gets zeros for the rest",
  (device) => {
    const source = tensor([[1, 2, 3]], { device, requiresGrad: true });
    const index = tensor([[2, 0]], { dtype: "int32", device });
    const out = ones(1, 3, { device }).scatter(1, index, source);
    assertEquals(out.toArray(), [[2, 1, 1]]);
    out.mul(tensor([[5, 6, 7]], { device })).sum().backward();
    assertEquals(source.grad!.toArray(), [[7, 5, 0]]);
  },
);

Deno.test("graphs of thousands of operations do not overflow the stack", () => {
  const x = leaf(1, "cpu");
  let y = x.mul(1);
  for (let i = 0; i < 20_000; i++) y = y.add(0);
  y.backward();
  assertEquals(x.grad!.item(), 1);
});

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  autograd,
  compile,
  manualSeed,
  nn,
  noGrad,
  ones,
  randn,
  type Tensor,
  tensor,
} from "../mod.ts";
import { onEachDevice } from "./support/devices.ts";

function values(x: Tensor): number[] {
  return [...x.detach().contiguous().toTypedArray()].map(Number);
}

function assertClose(actual: Tensor, expected: Tensor): void {
  assertEquals(actual.shape, expected.shape);
  const wanted = values(expected);
  values(actual).forEach((x, i) =>
    assertAlmostEquals(x, wanted[i]!, 1e-5 * (1 + Math.abs(wanted[i]!)))
  );
}

onEachDevice("gradients flow through a compiled module to parameters and arguments", (device) => {
  manualSeed(2);
  const model = new nn.Sequential(new nn.Linear(3, 4), new nn.GELU(), new nn.Linear(4, 2)).to(
    device,
  );
  const compiled = compile(model);
  for (let i = 0; i < 5; i++) {
    const data = randn(5, 3).to(device);
    const [expected, actual] = [model, { forward: compiled }].map(({ forward }) => {
      model.zeroGrad();
      const leaf = data.clone().requiresGrad_();
      const y = (forward as (x: Tensor) => Tensor)(leaf.mul(2));
      y.square().sum().backward();
      return [y, leaf.grad!, ...[...model.parameters()].map((p) => p.grad!)];
    });
    expected!.forEach((x, k) => assertClose(actual![k]!, x));
  }
});

onEachDevice("several results, several calls before the first backward", (device) => {
  const w = tensor([2, 3], { device, requiresGrad: true });
  const compiled = compile((x: Tensor) => ({ sum: x.mul(w).sum(), exp: w.mul(x).exp() }));
  for (let i = 0; i < 3; i++) {
    w.grad = null;
    const calls = [tensor([0.5, 1], { device }), tensor([0.25, -1], { device })].map((x) =>
      compiled(x)
    );
    calls[0]!.sum.mul(10).add(calls[1]!.exp.sum()).backward();
    const [a, b] = values(w.grad!);
    assertAlmostEquals(a!, 5 + 0.25 * Math.exp(0.5), 1e-5);
    assertAlmostEquals(b!, 10 - Math.exp(-3), 1e-5);
  }
});

Deno.test("backward runs once, unless the graph is kept", () => {
  const w = tensor([2], { requiresGrad: true });
  const compiled = compile((x: Tensor) => w.mul(w).mul(x).sum());
  for (let i = 0; i < 3; i++) compiled(ones(1));
  const kept = compiled(ones(1));
  kept.backward(undefined, { retainGraph: true });
  kept.backward();
  assertEquals(w.grad!.toArray(), [8]);
  assertThrows(() => kept.backward(), Error, "backward through the graph a second time");
});

Deno.test("a parameter that changes before backward is noticed", () => {
  const w = tensor([2], { requiresGrad: true });
  const compiled = compile((x: Tensor) => w.mul(w).mul(x).sum());
  for (let i = 0; i < 3; i++) compiled(ones(1));
  const loss = compiled(ones(1));
  noGrad(() => w.add_(1));
  assertThrows(() => loss.backward(), Error, "modified by an inplace operation");
});

Deno.test("second derivatives through a compiled function are refused", () => {
  const w = tensor([2], { requiresGrad: true });
  const compiled = compile((x: Tensor) => w.pow(3).mul(x).sum());
  for (let i = 0; i < 3; i++) compiled(ones(1));
  assertThrows(
    () => autograd.grad(compiled(ones(1)), w, { createGraph: true }),
    Error,
    "does not currently support double backward",
  );
});

Deno.test("a function that changes a computed argument in place is refused", () => {
  const compiled = compile((x: Tensor) => x.mul_(2).sum());
  const leaf = ones(2, { requiresGrad: true });
  assertThrows(() => compiled(leaf.mul(1)), Error, "is being used in an in-place operation");
});

Deno.test("with and without gradients a function is recorded for itself", () => {
  const w = tensor([2], { requiresGrad: true });
  const compiled = compile((x: Tensor) => w.mul(x));
  for (let i = 0; i < 4; i++) {
    assertEquals(compiled(ones(1)).requiresGrad, true);
    assertEquals(noGrad(() => compiled(ones(1))).requiresGrad, false);
  }
  w.requiresGrad = false;
  for (let i = 0; i < 4; i++) assertEquals(compiled(ones(1)).requiresGrad, false);
});

onEachDevice("a compiled function may dispose of what it made, and be differentiated", (device) => {
  manualSeed(5);
  const f = (x: Tensor) => {
    const floor = noGrad(() => x.floor());
    const twice = noGrad(() => floor.mul(2));
    floor.dispose();
    return x.sub(twice).square();
  };
  const compiled = compile(f);
  for (let i = 0; i < 4; i++) {
    const [a, b] = [compiled, f].map((g) => {
      const x = tensor([0.5, i, -1.25 * i], { device, requiresGrad: true });
      const y = g(x);
      y.sum().backward();
      return [y, x.grad!];
    });
    a!.forEach((actual, j) => assertClose(actual, b![j]!));
  }
});

/** Transcendental and special functions are PyTorch's, gradients and gradients of gradients included. */

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  autograd,
  hypot,
  logaddexp,
  logaddexp2,
  NotImplementedError,
  ones,
  special,
  tensor,
} from "@hibana/hibana";
import fixture from "./fixtures/ops_special.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second" });

// PyTorch's derivative of digamma is right to ten digits only, so that here closed forms judge.
Deno.test("the derivative of digamma has all digits of a double", () => {
  const x = tensor([1, 0.5, 0.25, 2, -0.5], { dtype: "float64" });
  const square = Math.PI ** 2;
  const catalan = 0.915965594177219;
  const wanted = [square / 6, square / 2, square + 8 * catalan, square / 6 - 1, square / 2 + 4];
  x.polygamma(1).toTypedArray().forEach((value, i) => {
    assertAlmostEquals(value, wanted[i]!, 1e-14 * wanted[i]!);
  });
});

// PyTorch gives NaN, or large finite numbers, where these functions have limits or poles.
onEachDevice("Bessel functions and polygamma know infinity", (device) => {
  const ends = tensor([Infinity, -Infinity], { device });
  assertEquals(ends.i0().toArray(), [Infinity, Infinity]);
  assertEquals(special.i1(ends).toArray(), [Infinity, -Infinity]);
  assertEquals(ends.polygamma(2).toArray(), [-0, -Infinity]);
  assertEquals(tensor([0, -1, -2], { device }).float().polygamma(1).toArray(), [
    Infinity,
    Infinity,
    Infinity,
  ]);
});

Deno.test("zeta has a gradient for its second argument, and says so", () => {
  const s = tensor([2, 3], { requiresGrad: true });
  const out = special.zeta(s, ones(2));
  assertThrows(
    () => autograd.grad(out.sum(), [s]),
    NotImplementedError,
    "the derivative for 'zeta' is not implemented.",
  );
});

Deno.test("special functions have PyTorch's names on the tape", () => {
  const x = tensor(0.5, { requiresGrad: true });
  const names = [
    x.arcsin(),
    x.sgn(),
    x.erfinv(),
    x.polygamma(2),
    special.i0e(x),
    x.xlogy(2),
    x.deg2rad(),
  ]
    .map((y) => y.gradFn?.name);
  assertEquals(names, [
    "AsinBackward0",
    "SignBackward0",
    "ErfinvBackward0",
    "PolygammaBackward0",
    "SpecialI0EBackward0",
    "XlogyBackward2",
    "Deg2RadBackward0",
  ]);
});

// PyTorch computes these of no integers, and takes no plain numbers.
onEachDevice("hypot, logaddexp and frac take integers, and numbers on either side", (device) => {
  const whole = tensor([3, 0], { dtype: "int32", device });
  assertEquals([whole.hypot(4).toArray(), hypot(4, whole).dtype], [[5, 4], "float32"]);
  assertEquals(logaddexp(-Infinity, whole).toArray(), [3, 0]);
  assertEquals(logaddexp2(whole, whole).toArray(), [4, 1]);
  assertEquals([whole.frac().toArray(), whole.frac().dtype], [[0, 0], "int32"]);
});

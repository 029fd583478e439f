/** The dropout family: what it draws, and what becomes of the rest, to the last bit. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { manualSeed, nn, ones } from "@hibana/hibana";
import fixture from "./fixtures/nn_dropout.json" with { type: "json" };
import { EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { call } from "./support/calls.ts";
import { onEachDevice } from "./support/devices.ts";

testAgainstPyTorch(fixture, { call: seeded(call), tolerance: () => EXACT });

const F = nn.functional;

onEachDevice("dropout in place gives the tensor itself", (device) => {
  for (const drop of [F.dropout, F.alphaDropout, F.featureAlphaDropout, F.dropout1d]) {
    const x = ones(2, 3, { device });
    assertStrictEquals(drop(x, 0.5, { training: true, inplace: true }), x);
  }
});

onEachDevice("dropout in place has the gradient that it has out of place", (device) => {
  for (const drop of [F.dropout, F.alphaDropout, F.featureAlphaDropout, F.dropout1d]) {
    const [one, two] = [false, true].map((inplace) => {
      manualSeed(123);
      const x = ones(4, 3, { device, requiresGrad: true });
      drop(x.mul(1), 0.5, { training: true, inplace }).sum().backward();
      return x.grad!.toArray();
    });
    assertEquals(one, two);
  }
});

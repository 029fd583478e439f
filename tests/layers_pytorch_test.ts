/** Layers of activations, dropout and normalization against PyTorch's. */
import { assertEquals } from "@std/assert";
import { nn, ones, tensor, ValueError } from "@hibana/hibana";
import fixture from "./fixtures/nn_layers.json" with { type: "json" };
import { assertSays } from "./support/errors.ts";
import { type LayerCase, testLayers } from "./support/layers.ts";

testLayers(fixture as LayerCase[]);

Deno.test("Softmax2d refuses what has no channels of images, in the words of newer PyTorch", () => {
  assertSays(
    () => new nn.Softmax2d().forward(ones(2, 3)),
    ValueError,
    "Softmax2d: expected input to be 3D or 4D, got 2D instead",
  );
});

Deno.test("RMSNorm, which PyTorch 1.13 lacks, prints and computes as newer versions do", () => {
  const layer = new nn.RMSNorm(2);
  assertEquals(String(layer), "RMSNorm((2,), eps=None, elementwise_affine=True)");
  assertEquals(
    String(new nn.RMSNorm([2, 3], { eps: 1e-6, elementwiseAffine: false })),
    "RMSNorm((2, 3), eps=1e-06, elementwise_affine=False)",
  );
  nn.init.constant_(layer.weight!, 5);
  assertEquals(layer.forward(tensor([1, 7])).round().toArray(), [1, 7]);
  layer.resetParameters();
  assertEquals(layer.weight!.toArray(), [1, 1]);
  assertEquals([...layer.stateDict().keys()], ["weight"]);
});

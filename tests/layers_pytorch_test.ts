/** Layers of activations and dropout against PyTorch's. */
import { nn, ones, ValueError } from "@hibana/hibana";
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

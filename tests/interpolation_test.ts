/** Interpolation against PyTorch's values, gradients, second derivatives and errors; its layers. */
import { assert, assertEquals } from "@std/assert";
import { nn, ones, rand, type Tensor } from "@hibana/hibana";
import fixture from "./fixtures/interpolation.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

const { interpolate } = nn.functional;

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });

onEachDevice("upsampling layers compute what the function does", (device) => {
  const x = rand(1, 2, 3, 4, { device });
  const pairs: [Tensor, Tensor][] = [
    [new nn.Upsample({ size: 5 }).forward(x), interpolate(x, { size: 5 })],
    [
      new nn.Upsample({ scaleFactor: [2, 1.5], mode: "bicubic", alignCorners: true }).forward(x),
      interpolate(x, { scaleFactor: [2, 1.5], mode: "bicubic", alignCorners: true }),
    ],
    [
      new nn.Upsample({ scaleFactor: 1.3, mode: "bilinear", recomputeScaleFactor: true })
        .forward(x),
      interpolate(x, { scaleFactor: 1.3, mode: "bilinear", recomputeScaleFactor: true }),
    ],
    [
      new nn.UpsamplingNearest2d({ scaleFactor: 2 }).forward(x),
      interpolate(x, { scaleFactor: 2 }),
    ],
    [
      new nn.UpsamplingBilinear2d({ size: [4, 7] }).forward(x),
      interpolate(x, { size: [4, 7], mode: "bilinear", alignCorners: true }),
    ],
  ];
  for (const [i, [got, wanted]] of pairs.entries()) assert(got.equal(wanted), `${i}: ${got}`);
});

Deno.test("upsampling layers print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [new nn.Upsample({ size: 2 }), "Upsample(size=2, mode=nearest)"],
    [new nn.Upsample({ size: [2, 3] }), "Upsample(size=(2, 3), mode=nearest)"],
    [
      new nn.Upsample({ scaleFactor: [2, 1.5], mode: "bilinear", alignCorners: true }),
      "Upsample(scale_factor=(2.0, 1.5), mode=bilinear)",
    ],
    [
      new nn.UpsamplingNearest2d({ scaleFactor: 2 }),
      "UpsamplingNearest2d(scale_factor=2.0, mode=nearest)",
    ],
    [new nn.UpsamplingBilinear2d({ size: 3 }), "UpsamplingBilinear2d(size=3, mode=bilinear)"],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});

Deno.test("interpolation is named on the tape as PyTorch names it", () => {
  const x = ones(1, 1, 2, 2, { requiresGrad: true });
  const names = ["nearest", "nearest-exact", "bilinear", "bicubic"] as const;
  assertEquals(names.map((mode) => interpolate(x, { size: 3, mode }).gradFn?.name), [
    "UpsampleNearest2DBackward1",
    "UpsampleNearestExact2DBackward1",
    "UpsampleBilinear2DBackward1",
    "UpsampleBicubic2DBackward1",
  ]);
});

/** Pooling layers: what they compute, and what they print. */
import { assert, assertEquals } from "@std/assert";
import { nn, ones, rand, RuntimeError, type Tensor, tensor } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

const F = nn.functional;

onEachDevice("pooling layers compute what their functions do", (device) => {
  const line = rand(2, 3, 6, { device });
  const plane = rand(1, 2, 4, 6, { device });
  const volume = rand(2, 3, 4, 4, { device });
  const some = { stride: 1, padding: 1, ceilMode: true, countIncludePad: false };
  const pairs: [Tensor, Tensor][] = [
    [new nn.MaxPool3d(2, { stride: 1 }).forward(volume), F.maxPool3d(volume, 2, { stride: 1 })],
    [new nn.AvgPool1d(3, some).forward(line), F.avgPool1d(line, 3, some)],
    [new nn.AvgPool1d(2).forward(line), F.avgPool1d(line, 2)],
    [new nn.AvgPool2d([2, 3], some).forward(plane), F.avgPool2d(plane, [2, 3], some)],
    [
      new nn.AvgPool3d(2, { divisorOverride: 3 }).forward(volume),
      F.avgPool3d(volume, 2, { divisorOverride: 3 }),
    ],
    [new nn.LPPool1d(2, 3).forward(line), F.lpPool1d(line, 2, 3)],
    [
      new nn.LPPool2d(3, 2, { stride: 1, ceilMode: true }).forward(plane),
      F.lpPool2d(plane, 3, 2, { stride: 1, ceilMode: true }),
    ],
    [new nn.AdaptiveAvgPool1d(4).forward(line), F.adaptiveAvgPool1d(line, 4)],
    [new nn.AdaptiveAvgPool2d([3, null]).forward(plane), F.adaptiveAvgPool2d(plane, [3, null])],
    [new nn.AdaptiveAvgPool3d(1).forward(volume), F.adaptiveAvgPool3d(volume, 1)],
    [new nn.AdaptiveMaxPool1d(4).forward(line), F.adaptiveMaxPool1d(line, 4)],
    [new nn.AdaptiveMaxPool2d(2).forward(plane), F.adaptiveMaxPool2d(plane, 2)],
    [new nn.AdaptiveMaxPool3d(3).forward(volume), F.adaptiveMaxPool3d(volume, 3)],
  ];
  for (const [i, [got, wanted]] of pairs.entries()) assert(got.equal(wanted), `${i}: ${got}`);
});

onEachDevice("unpooling puts the largest elements back to where they were", (device) => {
  const x = rand(1, 2, 4, 4, { device });
  const { values, indices } = new nn.MaxPool2d(2, { returnIndices: true }).forward(x);
  const back = new nn.MaxUnpool2d(2).forward(values, indices);
  assert(F.maxPool2d(back, 2).equal(values));
  assertEquals(back.ne(0).sum().item(), 8);
  assert(back.where(back.ne(0), x).equal(x));
  const line = F.maxPool1d(x.flatten(2), 3, { returnIndices: true });
  assertEquals(
    new nn.MaxUnpool1d(3).forward(line.values, line.indices, [1, 2, 16]).shape,
    [1, 2, 16],
  );
  const most = F.adaptiveMaxPool3d(x, 2, { returnIndices: true });
  assertEquals(new nn.MaxUnpool3d([1, 2, 2]).forward(most.values, most.indices).shape, [
    1,
    2,
    4,
    4,
  ]);
});

onEachDevice(
  "a position that is in no plane is refused, by the next read at the latest",
  (device) => {
    const wrong = tensor([4], { device, dtype: "int32" }).view(1, 1, 1);
    assertSays(
      () => F.maxUnpool2d(ones(1, 1, 1, { device }), wrong, 2).toArray(),
      RuntimeError,
      "Found an invalid max index: 4 (output volumes are of size 4)",
    );
  },
);

Deno.test("poolings are named on the tape as PyTorch names them", () => {
  const x = ones(1, 2, 4, 4, { requiresGrad: true });
  const names: [Tensor, string][] = [
    [F.maxPool3d(x, 2), "MaxPool3DWithIndicesBackward0"],
    [F.avgPool1d(x.squeeze(0), 2), "SqueezeBackward1"],
    [F.avgPool2d(x, 2), "AvgPool2DBackward0"],
    [F.avgPool3d(x, 2), "AvgPool3DBackward0"],
    [F.adaptiveAvgPool2d(x, 2), "AdaptiveAvgPool2DBackward0"],
    [F.adaptiveAvgPool2d(x, 1), "MeanBackward1"],
    [F.adaptiveMaxPool2d(x, 3), "AdaptiveMaxPool2DBackward0"],
    [F.adaptiveMaxPool3d(x, 2), "AdaptiveMaxPool3DBackward0"],
  ];
  for (const [result, name] of names) assertEquals(result.gradFn?.name, name);
});

Deno.test("pooling layers print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [
      new nn.MaxPool3d([1, 2, 2], { returnIndices: true }),
      "MaxPool3d(kernel_size=(1, 2, 2), stride=(1, 2, 2), padding=0, dilation=1, ceil_mode=False)",
    ],
    [new nn.AvgPool1d(2), "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))"],
    [new nn.AvgPool2d(2), "AvgPool2d(kernel_size=2, stride=2, padding=0)"],
    [
      new nn.AvgPool2d([2, 3], { stride: 1, padding: [1, 0] }),
      "AvgPool2d(kernel_size=(2, 3), stride=1, padding=(1, 0))",
    ],
    [new nn.AvgPool3d(2), "AvgPool3d(kernel_size=2, stride=2, padding=0)"],
    [
      new nn.LPPool1d(2, 3),
      "LPPool1d(norm_type=2, kernel_size=3, stride=None, ceil_mode=False)",
    ],
    [
      new nn.LPPool2d(1.5, [3, 2], { stride: 2, ceilMode: true }),
      "LPPool2d(norm_type=1.5, kernel_size=(3, 2), stride=2, ceil_mode=True)",
    ],
    [new nn.AdaptiveAvgPool1d(2), "AdaptiveAvgPool1d(output_size=2)"],
    [new nn.AdaptiveAvgPool2d([2, null]), "AdaptiveAvgPool2d(output_size=(2, None))"],
    [new nn.AdaptiveMaxPool2d([null, 2]), "AdaptiveMaxPool2d(output_size=(None, 2))"],
    [new nn.AdaptiveMaxPool3d(2), "AdaptiveMaxPool3d(output_size=2)"],
    [new nn.MaxUnpool1d(2), "MaxUnpool1d(kernel_size=(2,), stride=(2,), padding=(0,))"],
    [
      new nn.MaxUnpool2d(2, { stride: [2, 1] }),
      "MaxUnpool2d(kernel_size=(2, 2), stride=(2, 1), padding=(0, 0))",
    ],
    [
      new nn.MaxUnpool3d(2, { padding: 1 }),
      "MaxUnpool3d(kernel_size=(2, 2, 2), stride=(2, 2, 2), padding=(1, 1, 1))",
    ],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});

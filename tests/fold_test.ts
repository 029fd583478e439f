/** unfold, fold and the shuffles against PyTorch's values, gradients and errors; their layers. */
import { assert, assertEquals } from "@std/assert";
import { arange, nn, ones, rand, type Tensor } from "@hibana/hibana";
import fixture from "./fixtures/fold.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";

const { channelShuffle, fold, pixelShuffle, pixelUnshuffle, unfold } = nn.functional;
const FUNCTIONS = nn.functional as unknown as Record<string, (...args: unknown[]) => Tensor>;

// A tensor's own unfold is another function.
const call: Call = ({ op, options }, args) => FUNCTIONS[op]!(...args, ...options ? [options] : []);

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.second, { call, order: "second, of squares" });

onEachDevice("the gradient of a shuffle of channels is the shuffle back", (device) => {
  const x = ones(1, 6, 1, { device, requiresGrad: true });
  channelShuffle(x, 2).backward(arange(6).float().view(1, 6, 1).to(device));
  assertEquals(x.grad!.flatten().toArray(), [0, 2, 4, 1, 3, 5]);
});

onEachDevice("layers of folds and shuffles compute what their functions do", (device) => {
  const x = rand(1, 4, 4, 4, { device });
  const options = { dilation: 2, padding: 1, stride: 2 };
  const columns = unfold(x, 2, options);
  const pairs: [Tensor, Tensor][] = [
    [new nn.Unfold(2, options).forward(x), columns],
    [new nn.Unfold([2, 3]).forward(x), unfold(x, [2, 3])],
    [new nn.Fold(4, 2, options).forward(columns), fold(columns, 4, 2, options)],
    [new nn.PixelShuffle(2).forward(x), pixelShuffle(x, 2)],
    [new nn.PixelUnshuffle(2).forward(x), pixelUnshuffle(x, 2)],
    [new nn.ChannelShuffle(2).forward(x), channelShuffle(x, 2)],
  ];
  for (const [i, [got, wanted]] of pairs.entries()) assert(got.equal(wanted), `${i}: ${got}`);
});

Deno.test("layers of folds and shuffles print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [
      new nn.Unfold([2, 3], { dilation: [1, 2] }),
      "Unfold(kernel_size=(2, 3), dilation=(1, 2), padding=0, stride=1)",
    ],
    [
      new nn.Fold([4, 5], 2),
      "Fold(output_size=(4, 5), kernel_size=2, dilation=1, padding=0, stride=1)",
    ],
    [new nn.PixelShuffle(2), "PixelShuffle(upscale_factor=2)"],
    [new nn.PixelUnshuffle(2), "PixelUnshuffle(downscale_factor=2)"],
    [new nn.ChannelShuffle(2), "ChannelShuffle(groups=2)"],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});

Deno.test("folds and shuffles share no memory with what they were made of, and are named", () => {
  const x = ones(1, 2, 2, { requiresGrad: true });
  const results: [Tensor, string][] = [
    [unfold(x, 1), "Im2ColBackward0"],
    [fold(x.view(1, 4), 2, 1), "Col2ImBackward0"],
    [pixelShuffle(x, 1), "PixelShuffleBackward0"],
    [pixelUnshuffle(x, 1), "PixelUnshuffleBackward0"],
  ];
  for (const [result, name] of results) {
    assert(result.storage !== x.storage, name);
    assertEquals(result.gradFn?.name, name);
  }
  assert(channelShuffle(x, 1).storage !== x.storage);
});

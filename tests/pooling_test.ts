/** Pooling against PyTorch's values, gradients, second derivatives and errors. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { nn, ones, rand, RuntimeError, type Tensor } from "@hibana/hibana";
import fixture from "./fixtures/pooling.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });

const { maxPool1d, maxPool2d } = nn.functional;

Deno.test("max-pooling names the step on the tape that PyTorch names", () => {
  const x = ones(1, 4, 4, { requiresGrad: true });
  assertEquals(maxPool2d(x, 2).gradFn?.name, "MaxPool2DWithIndicesBackward0");
  assertEquals(maxPool1d(x, 2).gradFn?.name, "SqueezeBackward1");
});

Deno.test("windows longer than the input are refused, where PyTorch gives an empty result, too", () => {
  const words = "max_pool1d() Invalid computed output size: 0";
  assertSays(() => maxPool1d(ones(1, 8), 9), RuntimeError, words);
});

Deno.test("what max-pooling refuses is refused with a fix", () => {
  const image = ones(1, 4, 4);
  const calls: (() => unknown)[] = [
    () => maxPool1d(ones(3), 2),
    () => maxPool1d(image, 0),
    () => maxPool1d(image, 2, { padding: -1 }),
    () => maxPool1d(image, 2, { padding: 2 }),
    () => maxPool1d(image, 2.5),
    () => maxPool2d(ones(3), 2),
    () => maxPool2d(ones(0, 4, 4), 2),
    () => maxPool2d(image, 2, { stride: 0 }),
    () => maxPool2d(image, 2, { padding: [-1, 0] }),
    () => maxPool2d(image, 2, { padding: 2 }),
    () => maxPool2d(image, 2, { dilation: 0 }),
    () => maxPool2d(image, 5),
    () => maxPool2d(image, [2, 2, 2] as unknown as [number, number]),
    () => maxPool2d(image.int(), 2),
  ];
  for (const call of calls) assertMatch(assertThrows(call, Error).message, /.\n./);
});

onEachDevice("max-pooling layers compute what their functions do", (device) => {
  const x = rand(2, 3, 7, 6, { device });
  const pairs: [Tensor, Tensor][] = [
    [new nn.MaxPool2d(2).forward(x), maxPool2d(x, 2)],
    [
      new nn.MaxPool2d([3, 2], { stride: 1, padding: [1, 0], dilation: [1, 2] }).forward(x),
      maxPool2d(x, [3, 2], { stride: 1, padding: [1, 0], dilation: [1, 2] }),
    ],
    [
      new nn.MaxPool2d(2, { ceilMode: true }).forward(x),
      maxPool2d(x, 2, { ceilMode: true }),
    ],
    [
      new nn.MaxPool1d(3, { stride: 2, padding: 1, dilation: 2 }).forward(x.flatten(0, 1).at(0)),
      maxPool1d(x.flatten(0, 1).at(0), 3, { stride: 2, padding: 1, dilation: 2 }),
    ],
  ];
  for (const [got, wanted] of pairs) assert(got.equal(wanted), `${got} is not ${wanted}`);
});

Deno.test("max-pooling layers print as PyTorch's do", () => {
  assertEquals(
    String(new nn.MaxPool1d(3)),
    "MaxPool1d(kernel_size=3, stride=3, padding=0, dilation=1, ceil_mode=False)",
  );
  assertEquals(
    String(new nn.MaxPool2d([2, 3], { dilation: [1, 2], ceilMode: true })),
    "MaxPool2d(kernel_size=(2, 3), stride=(2, 3), padding=0, dilation=(1, 2), ceil_mode=True)",
  );
});

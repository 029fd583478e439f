/** Convolutions against PyTorch's values, gradients, second derivatives and errors. */
import { assertEquals } from "@std/assert";
import {
  arange,
  manualSeed,
  nn,
  ones,
  RuntimeError,
  type Tensor,
  ValueError,
} from "@hibana/hibana";
import fixture from "./fixtures/conv.json" with { type: "json" };
import { onEachDevice } from "./support/devices.ts";
import { assertSays, wrong } from "./support/errors.ts";
import { type Call, EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second" });

type ConvLayer = nn.Module & { forward(x: Tensor): Tensor };
type LayerClass = new (...args: unknown[]) => ConvLayer;
const LAYERS = nn as unknown as Record<string, LayerClass>;

const construct: Call = ({ op, options }, args, device) =>
  [...new LAYERS[op]!(...args, { ...options, device }).parameters()].map((p) => p.detach());

testAgainstPyTorch(fixture.construction, { call: seeded(construct), tolerance: () => EXACT });

const apply: Call = ({ op, options }, [x, ...args], device) => {
  manualSeed(123);
  return new LAYERS[op]!(...args, { ...options, device }).forward(x as Tensor);
};

testAgainstPyTorch(fixture.layers, { call: apply });

Deno.test("a transposed convolution makes an output of the size that is asked for", () => {
  const layer = new nn.ConvTranspose2d(1, 1, 2, { stride: [2, 3] });
  const x = ones(1, 1, 3, 3);
  assertEquals(layer.forward(x).shape, [1, 1, 6, 8]);
  assertEquals(layer.forward(x, [7, 10]).shape, [1, 1, 7, 10]);
  assertEquals(layer.forward(x, [1, 1, 6, 9]).shape, [1, 1, 6, 9]);
  assertEquals(layer.forward(x.squeeze(0), [1, 7, 8]).shape, [1, 7, 8]);
  assertSays(
    () => layer.forward(x, [8, 8]),
    ValueError,
    "requested an output size of [8, 8], but valid sizes range from [6, 8] to [7, 10] (for an input of torch.Size([3, 3]))",
  );
  assertSays(
    () => layer.forward(x, [7]),
    ValueError,
    "ConvTranspose2D: for 4D input, output_size must have 2 or 4 elements (got 1)",
  );
});

Deno.test("convolution layers print as PyTorch's do", () => {
  const printed: [nn.Module, string][] = [
    [new nn.Conv1d(2, 4, 3), "Conv1d(2, 4, kernel_size=(3,), stride=(1,))"],
    [
      new nn.Conv2d(2, 4, [1, 3], { padding: 1, stride: 2, dilation: [1, 2], groups: 2 }),
      "Conv2d(2, 4, kernel_size=(1, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 2), groups=2)",
    ],
    [
      new nn.Conv3d(1, 1, 2, { padding: "same", bias: false, paddingMode: "circular" }),
      "Conv3d(1, 1, kernel_size=(2, 2, 2), stride=(1, 1, 1), padding=same, bias=False, padding_mode=circular)",
    ],
    [
      new nn.ConvTranspose1d(1, 1, 2, { stride: 2, outputPadding: 1 }),
      "ConvTranspose1d(1, 1, kernel_size=(2,), stride=(2,), output_padding=(1,))",
    ],
  ];
  for (const [layer, text] of printed) assertEquals(String(layer), text);
});

Deno.test("convolution layers refuse words that they do not know", () => {
  assertSays(
    () => new nn.Conv1d(1, 1, 1, { padding: wrong("full") }),
    ValueError,
    "Invalid padding string 'full', should be one of {'same', 'valid'}",
  );
  assertSays(
    () => new nn.Conv1d(1, 1, 1, { paddingMode: wrong("constant") }),
    ValueError,
    "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='constant'",
  );
});

Deno.test("a stride that is no whole number and tensors on two devices are refused", () => {
  const [x, w] = [ones(1, 1, 4), ones(1, 1, 2)];
  const { conv1d } = nn.functional;
  const words = "conv1d(): argument 'stride' must be tuple of ints, not float";
  assertSays(() => conv1d(x, w, null, { stride: 1.5 }), TypeError, words);
  const other = ones(1, 1, 2, { device: "sim" });
  const devices =
    "Expected all tensors to be on the same device, but found at least two devices, cpu and sim:0!";
  assertSays(() => conv1d(x, other), RuntimeError, devices);
  assertSays(() => conv1d(x, w, ones(1, { device: "sim" })), RuntimeError, devices);
});

Deno.test("convolutions are named on the tape as PyTorch names them", () => {
  const x = ones(1, 2, 3, 3, { requiresGrad: true });
  const { conv2d, convTranspose2d } = nn.functional;
  assertEquals(conv2d(x, ones(1, 2, 2, 2)).gradFn?.name, "ConvolutionBackward0");
  assertEquals(convTranspose2d(x, ones(2, 1, 2, 2)).gradFn?.name, "ConvolutionBackward0");
  assertEquals(conv2d(x.squeeze(0), ones(1, 2, 2, 2)).gradFn?.name, "SqueezeBackward1");
});

onEachDevice("windows of more than 64 MiB are worked off in parts", (device) => {
  // Three times 24 MB of windows are two parts of the batch, 76 MB two parts of a row.
  for (const [batch, length, kernel] of [[3, 20_299, 300], [1, 20_999, 1000]] as const) {
    const numbers = (count: number, cycle: number) =>
      arange(count).remainder(cycle).sub(Math.floor(cycle / 2)).float().to(device);
    const x = numbers(batch * length, 7).view(batch, 1, length).requiresGrad_();
    const w = ones(1, 1, kernel, { device, requiresGrad: true });
    const y = nn.functional.conv1d(x, w);
    const values = Float32Array.from(x.toTypedArray());
    const sums = new Float32Array(y.numel);
    for (let i = 0; i < sums.length; i++) {
      const start = i + Math.floor(i / 20_000) * (kernel - 1);
      sums[i] = values.slice(start, start + kernel).reduce((a, b) => a + b, 0);
    }
    assertEquals(y.toTypedArray(), sums);
    // All are sums of the same whole numbers.
    const g = numbers(y.numel, 5).view(y.shape);
    y.backward(g);
    const total = y.mul(g).sum().item();
    assertEquals([x.mul(x.grad!).sum().item(), w.mul(w.grad!).sum().item()], [total, total]);
  }
});

/** nn.utils: clipping gradients, parameters as vectors. The numbers are PyTorch's. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { nn, noGrad, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { type DeviceName, onEachDevice } from "./support/devices.ts";
import { assertSays, wrong } from "./support/errors.ts";

const { clipGradNorm_, clipGradValue_ } = nn.utils;

/** Parameters with these gradients. */
function withGrads(device: DeviceName, ...grads: number[][]): Tensor[] {
  return grads.map((grad) => {
    const p = zeros(grad.length, { device, requiresGrad: true });
    p.grad = tensor(grad, { device });
    return p;
  });
}

onEachDevice("gradients are clipped by the norm of any order", (device) => {
  const answers: [order: number, norm: number, first: number, third: number][] = [
    [2, 13, 0.46153843, -1.84615374],
    [1, 19, 0.31578943, -1.26315772],
    [Infinity, 12, 0.49999997, -1.99999988],
    [3, 12.207057, 0.49151891, -1.96607566],
    [0.5, 51.784615, 0.11586453, -0.46345812],
    [0, 2, 2.99999857, -11.99999429],
  ];
  for (const [normType, norm, first, third] of answers) {
    const [a, b] = withGrads(device, [3, 4], [-12, 0]);
    const got = clipGradNorm_([a!, b!], 2, { normType });
    assertAlmostEquals(Number(got.item()) / norm, 1, 1e-5);
    assertAlmostEquals(Number(a!.grad!.at(0).item()) / first, 1, 1e-5);
    assertAlmostEquals(Number(b!.grad!.at(0).item()) / third, 1, 1e-5);
  }
});

onEachDevice(
  "clipping changes the gradients themselves, and takes one tensor or many",
  (device) => {
    const [p, none] = [...withGrads(device, [3, 4]), zeros(1, { device, requiresGrad: true })];
    const { grad } = p!;
    clipGradNorm_(p!, 1);
    assertAlmostEquals(Number(grad!.norm().item()), 1, 1e-5);
    clipGradValue_(new Set([p!, none!]), 0.5);
    assertEquals(grad!.toArray(), [0.5, 0.5]);
    assertEquals([p!.grad === grad, none!.grad], [true, null]);
  },
);

onEachDevice("where there is no gradient the norm is 0", (device) => {
  const p = zeros(2, { device, requiresGrad: true });
  assertEquals(clipGradNorm_([p], 1).item(), 0);
  assertEquals(clipGradNorm_([], 1).item(), 0);
});

onEachDevice("a norm that is not finite passes, or is an error that changes nothing", (device) => {
  const [p] = withGrads(device, [Infinity, 1]);
  for (const [normType, order] of [[2, "2.0"], [Infinity, "inf"]] as const) {
    assertSays(
      () => clipGradNorm_(p!, 1, { normType, errorIfNonfinite: true }),
      RuntimeError,
      `The total norm of order ${order} for gradients from \`parameters\` is non-finite, so it ` +
        "cannot be clipped. To disable this error and scale the gradients by the non-finite norm " +
        "anyway, set `error_if_nonfinite=False`",
    );
  }
  assertEquals(p!.grad!.toArray(), [Infinity, 1]);
  assertEquals(clipGradNorm_(p!, 1).item(), Infinity);
  assertEquals(p!.grad!.toArray(), [NaN, 0]);
});

onEachDevice("parameters on two devices are clipped by one norm", (device) => {
  const [a] = withGrads("cpu", [3]);
  const [b] = withGrads(device, [4]);
  assertEquals(clipGradNorm_([a!, b!], 1).item(), 5);
  assertAlmostEquals(Number(b!.grad!.item()), 0.8, 1e-6);
  assertAlmostEquals(Number(a!.grad!.item()), 0.6, 1e-6);
});

onEachDevice("clipping stays off the tape, and works where nothing is recorded", (device) => {
  const p = tensor([3, 4], { device, requiresGrad: true });
  p.square().sum().backward(undefined, { createGraph: true });
  const norm = clipGradNorm_(p, 1);
  assertEquals([norm.requiresGrad, norm.item()], [false, 10]);
  noGrad(() => clipGradValue_(p, 0.5));
  assertEquals(p.grad!.detach().toArray(), [0.5, 0.5]);
});

onEachDevice("parameters become one vector, through which gradients flow", (device) => {
  const a = tensor([[1, 2], [3, 4]], { device, requiresGrad: true });
  const b = tensor(5, { device, requiresGrad: true });
  const vector = nn.utils.parametersToVector([a, b]);
  assertEquals(vector.toArray(), [1, 2, 3, 4, 5]);
  vector.square().sum().backward();
  assertEquals([a.grad!.toArray(), b.grad!.item()], [[[2, 4], [6, 8]], 10]);
});

onEachDevice("a vector becomes the parameters, which share its memory then", (device) => {
  const [a, b] = [
    zeros(2, 2, { device, requiresGrad: true }),
    new nn.Parameter(zeros(1, { device })),
  ];
  const vector = tensor([1, 2, 3, 4, 5, 6], { device });
  nn.utils.vectorToParameters(vector, [a, b]);
  vector.mul_(10);
  assertEquals([a.toArray(), b.toArray()], [[[10, 20], [30, 40]], [50]]);
  assertEquals([a.isLeaf, a.requiresGrad, b.requiresGrad], [true, true, true]);
  a.square().sum().backward();
  assertEquals(a.grad!.toArray(), [[20, 40], [60, 80]]);
});

Deno.test("vectors and parameters that do not fit are refused, and nothing changes", () => {
  const { parametersToVector, vectorToParameters } = nn.utils;
  const params = [zeros(1), zeros(2, 2)];
  assertSays(
    () => vectorToParameters(ones(4), params),
    RuntimeError,
    "shape '[2, 2]' is invalid for input of size 3",
  );
  assertEquals(params[0]!.toArray(), [0]);
  assertSays(
    () => vectorToParameters(wrong(3), []),
    TypeError,
    "expected torch.Tensor, but got: int",
  );
  const words = "Found two parameters on different devices, this is currently not supported.";
  const mixed = [zeros(1), zeros(1, { device: "sim" })];
  assertSays(() => parametersToVector(mixed), TypeError, words);
  assertSays(() => vectorToParameters(ones(2), mixed), TypeError, words);
});

/** nn.utils: clipping gradients. The numbers are PyTorch's. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { nn, noGrad, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { type DeviceName, onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

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

/**
 * Convolutions of float32, which have kernels of their own on the CPU, against those of float64, which are
 * made of matrix products and copies there.
 */
import { assert, assertEquals } from "@std/assert";
import { device, manualSeed, nn, noGrad, randn, setNumThreads, type Tensor } from "../mod.ts";

interface Case {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

/** Panels and tiles that come out even and that do not, windows that touch, overlap, skip, and see nothing but zeros. */
const CASES: readonly Case[] = [
  { x: [1, 1, 1], w: [1, 1, 1] },
  { x: [2, 3, 17], w: [4, 3, 5] },
  { x: [3, 2, 40], w: [7, 2, 3], stride: 2, padding: 1 },
  { x: [1, 5, 33], w: [3, 5, 4], stride: 3, dilation: 2, padding: 4 },
  { x: [2, 4, 9], w: [4, 2, 3], groups: 2, padding: 5 },
  { x: [2, 3, 9, 11], w: [5, 3, 3, 3] },
  { x: [2, 3, 16, 16], w: [6, 3, 3, 3], padding: 1 },
  { x: [1, 3, 28, 28], w: [6, 3, 5, 5], padding: 2 },
  { x: [2, 4, 15, 18], w: [9, 4, 3, 2], stride: 2, padding: 1 },
  { x: [2, 4, 20, 20], w: [8, 4, 3, 3], stride: 2, dilation: 2, padding: 2 },
  { x: [1, 4, 12, 12], w: [5, 4, 2, 2], stride: 4 },
  { x: [3, 6, 13, 13], w: [6, 1, 3, 3], groups: 6, padding: 1 },
  { x: [2, 6, 20, 33], w: [12, 1, 3, 3], groups: 6, stride: 2, padding: 1 },
  { x: [2, 8, 7, 9], w: [12, 2, 3, 3], groups: 4, padding: 1 },
  { x: [2, 7, 10, 10], w: [11, 7, 1, 1] },
  { x: [1, 70, 8, 8], w: [210, 70, 3, 3], padding: 1 },
  { x: [2, 2, 5, 6, 7], w: [3, 2, 2, 3, 3], padding: 1 },
  { x: [1, 2, 6, 6, 6], w: [4, 1, 3, 3, 3], groups: 2, stride: 2, padding: 2 },
];

/** Sums of products differ by what their largest terms are rounded by. */
function assertClose(actual: Tensor, wanted: Tensor): void {
  assertEquals(actual.shape, wanted.shape);
  const largest = (x: Tensor): number => Number(x.abs().max().item());
  const scale = 1 + largest(wanted), worst = largest(actual.double().sub(wanted));
  assert(worst <= 1e-5 * scale, `off by ${worst}, where numbers reach ${scale}`);
}

/** The result and the gradients of all inputs. */
function everything(
  compute: (x: Tensor, w: Tensor, b: Tensor) => Tensor,
  inputs: readonly Tensor[],
  dtype: "float32" | "float64",
): Tensor[] {
  const leaves = inputs.map((input) => input.detach().clone().to(dtype).requiresGrad_());
  const [x, w, b] = leaves as [Tensor, Tensor, Tensor];
  const y = compute(x, w, b);
  const slopes = noGrad(() => y.detach().mul(0.5).sin());
  y.backward(slopes);
  return [y.detach(), ...leaves.map((leaf) => leaf.grad!)];
}

for (const name of ["conv", "convTranspose"] as const) {
  for (const { x, w, ...options } of CASES) {
    Deno.test(`${name} of ${x} by ${w} ${JSON.stringify(options)} is right in float32, and so are its gradients`, () => {
      manualSeed(0);
      const rank = x.length - 2 as 1 | 2 | 3;
      const { groups = 1 } = options;
      const channels = name === "conv" ? x[1]! : w[0]!;
      const image = randn(x[0]!, channels, ...x.slice(2), { dtype: "float64" });
      const weight = randn(...w, { dtype: "float64" });
      const bias = randn(name === "conv" ? w[0]! : w[1]! * groups, { dtype: "float64" });
      const f = nn.functional[`${name}${rank}d`];
      const compute = (x: Tensor, w: Tensor, b: Tensor) => f(x, w, b, options);
      const inputs = [image, weight, bias];
      const wanted = everything(compute, inputs, "float64");
      everything(compute, inputs, "float32").forEach((actual, i) => {
        assertClose(actual, wanted[i]!);
      });
    });
  }
}

Deno.test("convolutions take views: turned over, spread, with gaps, and from an offset on", () => {
  manualSeed(1);
  const image = randn(2, 20, 9, 6);
  const weight = randn(3, 5, 3, 4);
  const views: [Tensor, Tensor][] = [
    [image.transpose(1, 3), weight.view(5, 6, 2, 3).narrow(0, 1, 4)],
    [image.narrow(1, 3, 4), weight.permute(1, 0, 2, 3).narrow(1, 0, 1).expand(5, 4, 3, 4)],
    [image.narrow(1, 0, 1).expand(2, 4, 9, 6), weight.transpose(2, 3).narrow(1, 1, 4)],
  ];
  for (const [x, w] of views) {
    const actual = nn.functional.conv2d(x, w, null, { padding: 1 });
    const wanted = nn.functional.conv2d(x.double(), w.double(), null, { padding: 1 });
    assertClose(actual, wanted);
  }
});

Deno.test("convolutions are the same to the bit on any number of threads", () => {
  manualSeed(2);
  const [x, w, b] = [randn(5, 24, 40, 40), randn(48, 12, 3, 3), randn(48)];
  const compute = (x: Tensor, w: Tensor, b: Tensor) =>
    nn.functional.conv2d(x, w, b, { padding: 1, groups: 2 });
  try {
    const [one, ...others] = [1, 2, 3].map((threads) => {
      setNumThreads(threads);
      // Threads start when there has been enough for them.
      for (let i = 0; i < 20; i++) everything(compute, [x, w, b], "float32");
      return everything(compute, [x, w, b], "float32").map((t) => [...t.toTypedArray()]);
    });
    for (const other of others) {
      other.forEach((values, i) => assert(values.every((value, at) => value === one![i]![at])));
    }
  } finally {
    setNumThreads(navigator.hardwareConcurrency);
  }
});

Deno.test("the CPU computes convolutions of float32 in its kernels", () => {
  const { fused } = device("cpu").backend;
  assertEquals([typeof fused.convolve, typeof fused.convolveBackward], ["function", "function"]);
});

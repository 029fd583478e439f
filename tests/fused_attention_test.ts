/** Attention in one pass, at sizes that fit no tile, against the same composed of other operations in float64. */
import { assert, assertEquals } from "@std/assert";
import { autograd, manualSeed, nn, randn, type Tensor, tensor } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";

const attend = nn.functional.scaledDotProductAttention;

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly isCausal?: boolean;
  readonly scale?: number;
  readonly enableGqa?: boolean;
  /** Views of them, to be attended over. */
  readonly as?: (x: Tensor) => Tensor;
}

/** Results and gradients, on a device in float32 or on the CPU in float64. */
function run(inputs: readonly Tensor[], grad: Tensor, { as = (x) => x, ...options }: Case) {
  const leaves = inputs.map((x) => x.detach().requiresGrad_());
  const [q, k, v] = leaves.map(as) as [Tensor, Tensor, Tensor];
  const output = attend(q, k, v, options);
  output.backward(grad);
  return [output.detach(), ...leaves.map((x) => x.grad!)];
}

/** Checks results and gradients on a device against those in float64. */
function check(device: string, options: Case): void {
  const inputs = options.shapes.map((shape) => randn(...shape));
  const as = options.as ?? ((x: Tensor) => x);
  const [q, , v] = inputs.map(as) as [Tensor, Tensor, Tensor];
  const grad = randn(...attend(...(inputs.map(as) as [Tensor, Tensor, Tensor]), options).shape);
  assertEquals([q.size(-2), v.size(-1)], grad.shape.slice(-2));
  const want = run(inputs.map((x) => x.double()), grad.double(), options);
  const got = run(inputs.map((x) => x.to(device)), grad.to(device), options);
  got.forEach((x, i) => {
    const wrong = x.cpu().double().sub(want[i]!).abs().sub(want[i]!.abs().mul(1e-4)).max()
      .item() as number;
    assert(wrong < 2e-5, `result ${i} of ${JSON.stringify(options)} is off by ${wrong}`);
  });
}

const SIZES = [[1, 1], [3, 3], [17, 17], [65, 65], [5, 70], [70, 5], [1, 67]] as const;

onEachDevice(
  "attention over sizes that fit no tile is right, and so are its gradients",
  (device) => {
    manualSeed(1);
    for (const [length, keys] of SIZES) {
      for (const [width, valueWidth] of [[1, 1], [3, 5], [8, 8], [20, 20]] as const) {
        for (const isCausal of [false, true]) {
          const shapes = [[2, 3, length, width], [2, 3, keys, width], [2, 3, keys, valueWidth]];
          check(device, { shapes, isCausal });
        }
      }
    }
  },
);

onEachDevice("attention with wide heads and over many keys is right", (device) => {
  manualSeed(2);
  for (const [length, keys, width] of [[300, 300, 64], [130, 197, 128], [1, 500, 64]] as const) {
    for (const isCausal of [false, true]) {
      check(device, {
        shapes: [[1, 2, length, width], [1, 2, keys, width], [1, 2, keys, width]],
        isCausal,
      });
    }
  }
});

onEachDevice("attention takes more and fewer dimensions than four, and broadcasts", (device) => {
  manualSeed(3);
  const shapes = [
    [[9, 4], [7, 4], [7, 6]],
    [[3, 9, 4], [3, 7, 4], [3, 7, 6]],
    [[2, 1, 3, 9, 4], [2, 2, 3, 7, 4], [3, 7, 6]],
    [[9, 4], [2, 3, 7, 4], [1, 3, 7, 6]],
  ];
  for (const some of shapes) check(device, { shapes: some, isCausal: true, scale: -0.3 });
});

onEachDevice("heads of queries share keys and values", (device) => {
  manualSeed(4);
  for (const [batch, shared] of [[1, 2], [2, 2], [2, 1]] as const) {
    const shapes = [[batch, 6, 9, 4], [batch, shared, 7, 4], [batch, shared, 7, 5]];
    check(device, { shapes, enableGqa: true, isCausal: batch === 2 });
  }
});

onEachDevice("attention reads views of any strides", (device) => {
  manualSeed(5);
  const shapes = [[2, 19, 3, 8], [2, 19, 3, 8], [2, 19, 3, 8]];
  check(device, { shapes, isCausal: true, as: (x) => x.transpose(1, 2) });
  check(device, { shapes, as: (x) => x.transpose(2, 3) });
  check(device, { shapes, as: (x) => x.narrow(3, 2, 5).narrow(1, 3, 7) });
  check(device, { shapes, as: (x) => x.narrow(3, 2, 1) });
});

onEachDevice("what follows attention over turned views need not copy", (device) => {
  const x = randn(2, 5, 3, 4).to(device).requiresGrad_();
  const heads = x.transpose(1, 2);
  const output = attend(heads, heads, heads);
  assertEquals(output.shape, [2, 3, 5, 4]);
  assert(output.transpose(1, 2).isContiguous());
  assert(attend(x, x, x).isContiguous());
});

Deno.test("queries know nothing of what is in keys and values to come", () => {
  const device = "cpu";
  const [q, k, v] = [randn(1, 1, 12, 3), randn(1, 1, 12, 3), randn(1, 1, 12, 3)] as const;
  const [kw, vw] = [k.clone(), v.clone()];
  kw.narrow(2, 7, 1).fill_(NaN);
  vw.narrow(2, 8, 2).fill_(NaN);
  vw.narrow(2, 10, 2).fill_(Infinity);
  const on = (...all: Tensor[]) => all.map((x) => x.to(device)) as [Tensor, Tensor, Tensor];
  const seen = attend(...on(q, kw, vw), { isCausal: true }).cpu();
  const want = attend(...on(q, k, v), { isCausal: true }).cpu();
  assertEquals(seen.narrow(2, 0, 7).toArray(), want.narrow(2, 0, 7).toArray());
  assert(seen.narrow(2, 7, 5).isnan().all().item());
});

onEachDevice(
  "infinite scores are those of softmax: all -inf is NaN, some -inf weighs nothing",
  (device) => {
    const on = (x: Tensor) => x.to(device).view(1, 1, -1, 1);
    const values = on(tensor([1, 2, 4]));
    const key = on(tensor([1, -1, 1]));
    const of = (query: number) =>
      attend(on(tensor([query, 1])), key, values, { scale: 1 }).cpu().view(-1).at(0)
        .item() as number;
    const low = attend(on(tensor([1, 1])), on(tensor([-Infinity, 1, 1])), values).cpu().view(-1);
    assertEquals(low.toArray(), [3, 3]);
    const none = attend(on(tensor([1, 1])), on(tensor([-Infinity, -Infinity, -Infinity])), values);
    assert(none.cpu().isnan().all().item());
    assert(Number.isNaN(of(Infinity)));
    assert(Number.isNaN(of(NaN)));
  },
);

onEachDevice("attention can be derived twice where it is computed in one pass", (device) => {
  manualSeed(6);
  const of = (inputs: Tensor[]) => {
    const [q, k, v] = inputs.map((x) => x.requiresGrad_()) as [Tensor, Tensor, Tensor];
    const output = attend(q, k, v, { isCausal: true });
    const weights = output.detach().cos();
    const [gq] = autograd.grad([output.mul(weights).sum()], [q], { createGraph: true });
    return autograd.grad([gq!.square().sum()], [q, k, v]).map((x) => x!);
  };
  const inputs = [randn(2, 2, 5, 3), randn(2, 2, 6, 3), randn(2, 2, 6, 4)];
  const want = of(inputs.map((x) => x.double()));
  const got = of(inputs.map((x) => x.to(device).detach()));
  got.forEach((x, i) => {
    assert(x.cpu().double().sub(want[i]!).abs().max().item() as number < 1e-4);
  });
});

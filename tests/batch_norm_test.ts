/** Batch normalization against PyTorch's values, statistics, gradients and errors. */
import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import {
  autograd,
  manualSeed,
  nn,
  ones,
  randn,
  RuntimeError,
  Tensor,
  tensor,
  ValueError,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/batch_norm.json" with { type: "json" };
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

const { batchNorm } = nn.functional;

/** The normalized values, then the running statistics after the call. */
const call: Call = ({ options }, [x, ...others]) => {
  const [mean, variance, weight, bias] = others as (Tensor | null)[];
  const running = [mean, variance].map((s) => s instanceof Tensor ? s.detach().clone() : null);
  const out = batchNorm(x as Tensor, running[0]!, running[1]!, { ...options, weight, bias });
  return [out, ...running.filter((s) => s !== null)];
};

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.second, { call, order: "second" });

Deno.test("batch normalization names the step on the tape that PyTorch names", () => {
  const out = batchNorm(ones(2, 3, { requiresGrad: true }), zeros(3), ones(3));
  assertEquals(out.gradFn?.name, "NativeBatchNormBackward0");
});

Deno.test("batch normalization mixes halves with statistics in float32, and no other dtypes", () => {
  const x = tensor([[1], [3]], { dtype: "float16" });
  const out = batchNorm(x, zeros(1), ones(1), { training: true });
  assertEquals([out.dtype, out.toArray()], ["float16", [[-1], [1]]]);
  assertSays(
    () => batchNorm(ones(2, 1, { dtype: "float64" }), zeros(1), ones(1)),
    RuntimeError,
    "expected scalar type Double but found Float",
  );
});

Deno.test("running statistics have one number for each channel, and no gradient", () => {
  assertSays(
    () => batchNorm(ones(2, 3), ones(3, 1), ones(3)),
    RuntimeError,
    "running_mean should contain 3 elements not 3",
  );
  assertSays(
    () => batchNorm(ones(2, 3), ones(3, { requiresGrad: true }), ones(3), { training: true }),
    RuntimeError,
    "The function 'native_batch_norm' is not differentiable with respect to argument " +
      "'running_mean'. This input cannot have requires_grad True.",
  );
});

onEachDevice("a batch that is refused leaves the statistics as they were", (device) => {
  const layer = new nn.BatchNorm1d(2, { device });
  const wrong = device === "cpu" ? ones(3, 2, { device: "sim" }) : ones(3, 2);
  assertSays(
    () =>
      batchNorm(ones(1, 2, { device }), layer.running_mean, layer.running_var, { training: true }),
    ValueError,
    "Expected more than 1 value per channel when training, got input size torch.Size([1, 2])",
  );
  let refused = false;
  try {
    layer.forward(wrong);
  } catch (error) {
    refused = error instanceof RuntimeError;
  }
  assert(refused);
  assertEquals([...layer.buffers()].map((x) => x.toArray()), [[0, 0], [1, 1], 0]);
});

onEachDevice(
  "training between an evaluation and its backward does not change gradients",
  (device) => {
    const layer = new nn.BatchNorm1d(2, { device });
    const x = tensor([[1, 2], [3, 5]], { device, requiresGrad: true });
    const gradients = (between: () => void) => {
      const loss = layer.eval().forward(x).square().sum();
      between();
      return autograd.grad(loss, [x, layer.weight!]).map((grad) => grad!.toArray());
    };
    const wanted = gradients(() => {});
    assertEquals(gradients(() => layer.train().forward(x)), wanted);
  },
);

onEachDevice(
  "batch norm in two dimensions takes statistics over rows, columns and batch",
  (device) => {
    manualSeed(4);
    const layer = new nn.BatchNorm2d(3, { device });
    const x = randn(2, 3, 4, 5, { device });
    const out = layer.forward(x);
    const flat = out.detach().transpose(0, 1).flatten(1);
    for (let c = 0; c < 3; c++) {
      assertAlmostEquals(Number(flat.at(c).mean().item()), 0, 1e-6);
      assertAlmostEquals(Number(flat.at(c).var(undefined, { correction: 0 }).item()), 1, 1e-4);
    }
    const mean = x.transpose(0, 1).flatten(1).mean(1).mul(0.1);
    assert(layer.running_mean!.allclose(mean, { atol: 1e-6 }));
  },
);

Deno.test("batch norm layers name the dimensions that they take", () => {
  assertSays(
    () => new nn.BatchNorm1d(2).forward(ones(1, 2, 3, 4)),
    ValueError,
    "expected 2D or 3D input (got 4D input)",
  );
  assertSays(
    () => new nn.BatchNorm2d(2).forward(ones(2, 2)),
    ValueError,
    "expected 4D input (got 2D input)",
  );
});

Deno.test("batch norm without affine has no parameters; all that it has can be reset", () => {
  const plain = new nn.BatchNorm1d(2, { affine: false });
  assertEquals([...plain.parameters()], []);
  assertEquals([...plain.stateDict().keys()], [
    "running_mean",
    "running_var",
    "num_batches_tracked",
  ]);
  const layer = new nn.BatchNorm1d(2);
  const { running_mean: mean } = layer;
  layer.forward(tensor([[1, 2], [3, 5]]));
  nn.init.constant_(layer.weight!, 3);
  nn.init.constant_(layer.bias!, 3);
  layer.resetRunningStats();
  assertStrictEquals(layer.running_mean, mean);
  assertEquals([...layer.buffers()].map((x) => x.toArray()), [[0, 0], [1, 1], 0]);
  layer.forward(tensor([[1, 2], [3, 5]]));
  layer.resetParameters();
  assertEquals([...layer.stateDict().values()].map((x) => x.toArray()), [
    [1, 1],
    [0, 0],
    [0, 0],
    [1, 1],
    0,
  ]);
});

Deno.test("a copy of a batch norm has statistics of its own", () => {
  const layer = new nn.BatchNorm1d(1);
  const copy = nn.deepcopy(layer);
  copy.forward(tensor([[1], [3]]));
  assertEquals([layer, copy].map((x) => x.num_batches_tracked!.item()), [0, 1]);
});

Deno.test("batch norm layers print as PyTorch's do", () => {
  assertEquals(
    String(new nn.BatchNorm1d(3)),
    "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
  );
  const options = { eps: 1e-3, momentum: null, affine: false, trackRunningStats: false };
  assertEquals(
    String(new nn.BatchNorm2d(4, options)),
    "BatchNorm2d(4, eps=0.001, momentum=None, affine=False, track_running_stats=False)",
  );
});

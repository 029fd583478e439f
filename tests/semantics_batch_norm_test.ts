/** What the semantics page says of batch norm, in its order. The numbers are PyTorch's. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { nn, noGrad, ones, type Tensor, tensor, ValueError } from "@hibana/hibana";
import { type DeviceName, onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

function batch(device: DeviceName): Tensor {
  return tensor([[1, 2], [3, 5], [4, -1]], { device });
}

/** As PyTorch prints it, wherever it is. */
function printed(x: Tensor | null): string {
  return String(x?.detach().cpu());
}

const NORMALIZED =
  "tensor([[-1.3363,  0.0000],\n        [ 0.2673,  1.2247],\n        [ 1.0690, -1.2247]])";

onEachDevice("running statistics are updated in place, also without grad", (device) => {
  const module = new nn.BatchNorm1d(2, { device });
  const x = batch(device);
  const { running_mean: mean, running_var: variance } = module;
  module.forward(x);
  noGrad(() => module.forward(x.mul(2)));
  assertStrictEquals(module.running_mean, mean);
  assertStrictEquals(module.running_var, variance);
  assertEquals(printed(mean), "tensor([0.7733, 0.5800])");
  assertEquals(printed(variance), "tensor([1.9533, 5.2200])");
  assertEquals(module.num_batches_tracked!.item(), 2);
});

onEachDevice("running_var takes the unbiased variance, normalisation the biased one", (device) => {
  const module = new nn.BatchNorm1d(2, { device });
  const out = module.forward(batch(device));
  assertEquals(printed(module.running_var), "tensor([1.1333, 1.8000])");
  assertEquals(printed(out), NORMALIZED);
});

onEachDevice("with momentum null the statistics are cumulative averages", (device) => {
  const module = new nn.BatchNorm1d(2, { momentum: null, device });
  for (const factor of [1, 2, 3]) module.forward(batch(device).mul(factor));
  assertEquals(printed(module.running_mean), "tensor([5.3333, 4.0000])");
  assertEquals(printed(module.running_var), "tensor([10.8889, 42.0000])");
});

onEachDevice(
  "without running statistics there are no buffers, and eval uses the batch's",
  (device) => {
    const module = new nn.BatchNorm1d(2, { trackRunningStats: false, device }).eval();
    assertEquals([...module.buffers()].length, 0);
    assertEquals([...module.stateDict().keys()], ["weight", "bias"]);
    assertEquals(printed(module.forward(batch(device))), NORMALIZED);
  },
);

onEachDevice("num_batches_tracked is a 0-d integer that dtype casts leave alone", (device) => {
  const module = new nn.BatchNorm1d(2, { device });
  const { num_batches_tracked: count } = module;
  module.half();
  assertStrictEquals(module.num_batches_tracked, count);
  assertEquals(count!.shape, []);
  assertEquals(count!.dtype, "int32");
  assertEquals(module.running_mean!.dtype, "float16");
});

onEachDevice("one value per channel is refused in training, not in eval", (device) => {
  const module = new nn.BatchNorm1d(2, { device });
  const single = ones(1, 2, { device });
  assertSays(
    () => module.forward(single),
    ValueError,
    "Expected more than 1 value per channel when training, got input size torch.Size([1, 2])",
  );
  assertEquals(module.num_batches_tracked!.item(), 0);
  assertEquals(module.eval().forward(single).shape, [1, 2]);
});

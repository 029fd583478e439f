/**
 * What the semantics page says of batch norm, in its order, on a batch norm written from tensor operations
 * (support/batch_norm.ts). The numbers are PyTorch's.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { noGrad, ones, tensor, ValueError } from "@hibana/hibana";
import { BatchNorm1d } from "./support/batch_norm.ts";
import { assertSays } from "./support/errors.ts";

const x = tensor([[1, 2], [3, 5], [4, -1]]);

Deno.test("running statistics are updated in place, also without grad", () => {
  const module = new BatchNorm1d(2);
  const { running_mean: mean, running_var: variance } = module;
  module.forward(x);
  noGrad(() => module.forward(x.mul(2)));
  assertStrictEquals(module.running_mean, mean);
  assertEquals(String(mean), "tensor([0.7733, 0.5800])");
  assertEquals(String(variance), "tensor([1.9533, 5.2200])");
  assertEquals(module.num_batches_tracked!.item(), 2);
});

Deno.test("running_var takes the unbiased variance, normalisation the biased one", () => {
  const module = new BatchNorm1d(2);
  const out = module.forward(x);
  assertEquals(String(module.running_var), "tensor([1.1333, 1.8000])");
  assertEquals(
    String(out.detach()),
    "tensor([[-1.3363,  0.0000],\n        [ 0.2673,  1.2247],\n        [ 1.0690, -1.2247]])",
  );
});

Deno.test("with momentum null the statistics are cumulative averages", () => {
  const module = new BatchNorm1d(2, { momentum: null });
  for (const factor of [1, 2, 3]) module.forward(x.mul(factor));
  assertEquals(String(module.running_mean), "tensor([5.3333, 4.0000])");
  assertEquals(String(module.running_var), "tensor([10.8889, 42.0000])");
});

Deno.test("without running statistics there are no buffers, and eval uses the batch's", () => {
  const module = new BatchNorm1d(2, { trackRunningStats: false }).eval();
  assertEquals([...module.buffers()].length, 0);
  assertEquals([...module.stateDict().keys()], ["weight", "bias"]);
  assertEquals(
    String(module.forward(x).detach()),
    "tensor([[-1.3363,  0.0000],\n        [ 0.2673,  1.2247],\n        [ 1.0690, -1.2247]])",
  );
});

Deno.test("num_batches_tracked is a 0-d integer that dtype casts leave alone", () => {
  const module = new BatchNorm1d(2).half();
  assertEquals(module.num_batches_tracked!.shape, []);
  assertEquals(module.num_batches_tracked!.dtype, "int32");
  assertEquals(module.running_mean!.dtype, "float16");
});

Deno.test("one value per channel is refused in training, not in eval", () => {
  const module = new BatchNorm1d(2);
  assertSays(
    () => module.forward(ones(1, 2)),
    ValueError,
    "Expected more than 1 value per channel when training, got input size torch.Size([1, 2])",
  );
  assertEquals(module.num_batches_tracked!.item(), 0);
  assertEquals(module.eval().forward(ones(1, 2)).shape, [1, 2]);
});

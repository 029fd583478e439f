/** Activations against PyTorch's values, gradients, second derivatives and errors. */
import { assertEquals } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, tensor } from "@hibana/hibana";
import fixture from "./fixtures/nn_activation.json" with { type: "json" };
import { EXACT, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { call } from "./support/calls.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.prelu);
testAgainstPyTorch(fixture.second, { order: "second" });
testAgainstPyTorch(fixture.ofSquares, { order: "second, of squares" });
testAgainstPyTorch(fixture.drawnExactly, { call: seeded(call), tolerance: () => EXACT });
testAgainstPyTorch(fixture.drawn, { call: seeded(call) });

const F = nn.functional;

onEachDevice("softshrink keeps NaN, as PyTorch does from 2.6 on", (device) => {
  assertEquals(F.softshrink(tensor([NaN, -2, 0.25], { device })).toArray(), [NaN, -1.5, 0]);
});

onEachDevice("activations in place give the tensor itself, and refuse a leaf", (device) => {
  const changes: ((x: Tensor) => Tensor)[] = [
    F.relu_,
    F.hardtanh_,
    (x) => F.threshold_(x, 0, 1),
    F.elu_,
    F.selu_,
    F.celu_,
    F.leakyRelu_,
    F.rrelu_,
    (x) => F.relu(x, { inplace: true }),
    (x) => F.hardswish(x, { inplace: true }),
  ];
  for (const change of changes) {
    const x = tensor([-1, 2], { device });
    assertEquals(change(x), x);
    assertSays(
      () => change(ones(2, { device, requiresGrad: true })),
      RuntimeError,
      "a leaf Variable that requires grad is being used in an in-place operation.",
    );
  }
});

Deno.test("activations name the step on the tape that PyTorch names", () => {
  const x = ones(1, 2, { requiresGrad: true });
  const results: [name: string, result: Tensor][] = [
    ["ThresholdBackward0", F.threshold(x, 0, 0)],
    ["EluBackward0", F.elu(x)],
    ["EluBackward0", F.selu(x)],
    ["EluBackward0", F.celu(x)],
    ["LeakyReluBackward0", F.leakyRelu(x)],
    ["PreluBackward0", F.prelu(x, ones(2))],
    ["RreluWithNoiseBackward0", F.rrelu(x)],
    ["RreluWithNoiseBackward0", F.rrelu(x, 0, 1, { training: true })],
    ["LogSigmoidBackward0", F.logsigmoid(x)],
    ["HardsigmoidBackward0", F.hardsigmoid(x)],
    ["HardswishBackward0", F.hardswish(x)],
    ["HardshrinkBackward0", F.hardshrink(x)],
    ["SoftshrinkBackward0", F.softshrink(x)],
    ["SubBackward0", F.tanhshrink(x)],
    ["DivBackward0", F.softsign(x)],
    ["SoftplusBackward0", F.softplus(x)],
    ["MishBackward0", F.mish(x)],
    ["GluBackward0", F.glu(x)],
    ["SoftmaxBackward0", F.softmin(x, 1)],
    ["SoftmaxBackward0", F.gumbelSoftmax(x)],
  ];
  assertEquals(results.map(([, result]) => result.gradFn?.name), results.map(([name]) => name));
});

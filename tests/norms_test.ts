/** Normalization against PyTorch's values, gradients, second derivatives and errors. */
import { assertEquals } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, ValueError } from "@hibana/hibana";
import fixture from "./fixtures/nn_norms.json" with { type: "json" };
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";
import { assertRefused } from "./support/errors.ts";

const F = nn.functional;

/** Weights and biases are operands in the fixture, and options here. */
const call: Call = ({ op, options }, args) => {
  const [x, second, third, fourth, fifth] = args as [Tensor, never, never, never, never];
  switch (op) {
    case "groupNorm":
      return F.groupNorm(x, second, { weight: third, bias: fourth, ...options });
    case "rmsNorm":
      return F.rmsNorm(x, second, { weight: third, ...options });
    case "instanceNorm": {
      const [mean, variance] = [second, third].map((s: Tensor | null) =>
        s === null ? null : s.clone()
      );
      const given = { weight: fourth, bias: fifth, ...options };
      const out = F.instanceNorm(x, mean, variance, given);
      return [out, mean, variance].filter((result) => result !== null && result !== undefined);
    }
    case "normalize":
      return F.normalize(x, second, third, fourth);
    default:
      return F.localResponseNorm(x, second, third, fourth, fifth);
  }
};

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.second, { call, order: "second" });

Deno.test("normalizations name the step on the tape that PyTorch names", () => {
  const x = ones(2, 4, 3, { requiresGrad: true });
  const results: [name: string, result: Tensor][] = [
    ["NativeGroupNormBackward0", F.groupNorm(x, 2)],
    ["FusedRmsNormBackward0", F.rmsNorm(x, [3])],
    ["ViewBackward0", F.instanceNorm(x)],
    ["DivBackward0", F.normalize(x)],
    ["DivBackward0", F.localResponseNorm(x, 2)],
  ];
  assertEquals(results.map(([, result]) => result.gradFn?.name), results.map(([name]) => name));
});

Deno.test("what only newer PyTorch refuses, or refuses otherwise, is refused with a fix", () => {
  assertRefused([
    // PyTorch divides by zero before it looks.
    [
      () => F.groupNorm(ones(2, 4), 0),
      RuntimeError,
      "Expected num groups to be greater than 0, got 0",
    ],
    // PyTorch names the shape of the weight.
    [
      () => F.groupNorm(ones(2, 4), 2, { bias: ones(2, 2) }),
      RuntimeError,
      "Expected bias to be a vector of size equal to the number of channels in input, but got " +
      "bias of shape [2, 2] and input of shape [2, 4]",
    ],
    [() => F.rmsNorm(ones(2).int(), [2]), RuntimeError, "\"rms_norm\" not implemented for 'Int'"],
    // 1.13 has a line's indentation within the message.
    [
      () => F.localResponseNorm(ones(2, 4), 2),
      ValueError,
      "Expected 3D or higher dimensionality input (got 2 dimensions)",
    ],
  ]);
});

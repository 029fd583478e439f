/** What batch normalization does with its statistics, sentence by sentence. */
import { nn, type Tensor, tensor } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import { watch } from "../support/traffic.ts";

type Answer = typeof import("./solution.ts");

/** Three examples of two features: means 2 and 5, biased variances 2 and 14, unbiased 3 and 21. */
function batch(device: Place = "cpu"): Tensor {
  return tensor([[1, 1], [1, 4], [4, 10]], { device });
}

/** A layer after that batch, in evaluation mode. */
function evaluating({ BatchNorm }: Answer) {
  const norm = new BatchNorm(2);
  norm.forward(batch());
  norm.training = false;
  return norm;
}

/** The gradient of the input, for an output that counts with these weights. */
function slope(forward: (x: Tensor) => Tensor): unknown {
  const x = batch().requiresGrad_();
  forward(x).mul(tensor([[1, 2], [3, -1], [0, 2]])).sum().backward();
  return x.grad?.toArray();
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "it has a weight and a bias that are learned, and statistics that are not",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      expectEqual(
        norm.namedParameters().map(([name]) => name),
        ["weight", "bias"],
        "the names of the parameters",
      );
      expectEqual(
        norm.namedBuffers().map(([name]) => name),
        ["running_mean", "running_var", "num_batches_tracked"],
        "the names of the buffers",
      );
      expectEqual(
        [...norm.stateDict().keys()],
        ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"],
        "the keys of stateDict()",
      );
    },
  },
  {
    name: "it begins with weight 1, bias 0, mean 0, variance 1 and no batches",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      expectValues(norm.weight, [1, 1], "of a new layer, weight");
      expectValues(norm.bias, [0, 0], "of a new layer, bias");
      expectValues(norm.running_mean, [0, 0], "of a new layer, running_mean");
      expectValues(norm.running_var, [1, 1], "of a new layer, running_var");
      expectValues(norm.num_batches_tracked, 0, "of a new layer, num_batches_tracked");
    },
  },
  {
    name: "the counter is of whole numbers",
    check({ BatchNorm }) {
      const { num_batches_tracked: count } = new BatchNorm(2);
      expectEqual(count.dtype, "int32", "the dtype of num_batches_tracked");
    },
  },
  {
    name: "while training, it normalizes by the batch's mean and biased variance",
    check({ BatchNorm }) {
      const out = new BatchNorm(1, 0.1, 0).forward(tensor([[1], [3]]));
      expectValues(out, [[-1], [1]], "with eps 0, what forward makes of 1 and 3,", 1e-4);
      expectValues(
        new BatchNorm(2).forward(batch()),
        [[-0.7071, -1.069], [-0.7071, -0.2673], [1.4142, 1.3363]],
        "what forward makes of [1, 1], [1, 4] and [4, 10]",
        1e-3,
      );
    },
  },
  {
    name: "eps is added to the variance, before the root is taken",
    check({ BatchNorm }) {
      const out = new BatchNorm(1, 0.1, 3).forward(tensor([[1], [3]]));
      expectValues(out, [[-0.5], [0.5]], "with eps 3, what forward makes of 1 and 3,", 1e-4);
    },
  },
  {
    name: "weight and bias give every feature the deviation and the mean that were learned",
    check({ BatchNorm }) {
      const norm = new BatchNorm(1, 0.1, 0);
      norm.weight.data = tensor([10]);
      norm.bias.data = tensor([5]);
      const out = norm.forward(tensor([[1], [3]]));
      expectValues(out, [[-5], [15]], "with weight 10 and bias 5, what forward makes of 1 and 3,");
    },
  },
  {
    name: "while training, the running mean moves towards the batch's, by the momentum",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      norm.forward(batch());
      const means = "with the means 2 and 5, running_mean";
      expectValues(norm.running_mean, [0.2, 0.5], `after one batch ${means}`);
      norm.forward(batch());
      expectValues(norm.running_mean, [0.38, 0.95], `after two batches ${means}`);
      const fast = new BatchNorm(2, 0.75);
      fast.forward(batch());
      expectValues(fast.running_mean, [1.5, 3.75], "with momentum 0.75, after one, running_mean");
    },
  },
  {
    name: "the running variance moves towards the unbiased one",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      norm.forward(batch());
      expectValues(
        norm.running_var,
        [1.2, 3],
        "after a batch with the unbiased variances 3 and 21 (biased 2 and 14), running_var",
      );
    },
  },
  {
    name: "while training, batches are counted",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      for (let i = 0; i < 3; i++) norm.forward(batch());
      expectValues(norm.num_batches_tracked, 3, "after three batches, num_batches_tracked");
      expectEqual(norm.num_batches_tracked.dtype, "int32", "after three batches, its dtype");
    },
  },
  {
    name: "statistics change in place: the buffers stay the objects that they are",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      const before = norm.namedBuffers();
      const state = norm.stateDict();
      norm.forward(batch());
      for (const [name, buffer] of before) {
        expectSame(norm[name], buffer, `after a batch, module.${name} should be what it was`);
      }
      const alias = state.get("num_batches_tracked");
      expectValues(alias, 1, "after a batch, the count in a state dict from before");
    },
  },
  {
    name: "in evaluation it normalizes by the running statistics, whatever the batch",
    check(answer) {
      const norm = evaluating(answer);
      const running = "with the running means 0.2, 0.5 and variances 1.2, 3";
      const [first] = norm.forward(batch()).toArray() as number[][];
      expectValues(tensor(first!), [0.7303, 0.2887], `${running}, the output for [1, 1]`, 1e-3);
      const alone = expectWorks(() => norm.forward(tensor([[1, 1]])), "forward of one example");
      expectValues(alone, [first], "in evaluation, the output for [1, 1] alone in its batch");
    },
  },
  {
    name: "in evaluation nothing is measured, and nothing counted",
    check(answer) {
      const norm = evaluating(answer);
      norm.forward(batch());
      norm.forward(batch());
      const after = "after a batch in training and two in evaluation,";
      expectValues(norm.running_mean, [0.2, 0.5], `${after} running_mean`);
      expectValues(norm.running_var, [1.2, 3], `${after} running_var`);
      expectValues(norm.num_batches_tracked, 1, `${after} num_batches_tracked`);
    },
  },
  {
    name: "no gradient goes through the statistics: they are off the tape",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      norm.forward(batch().requiresGrad_());
      for (const [name, buffer] of norm.namedBuffers()) {
        const what = `after a batch that needs gradients, requiresGrad of ${name}`;
        expectEqual(buffer.requiresGrad, false, what);
        expect(buffer.gradFn === null, `after a batch that needs gradients, ${name} has a gradFn`);
      }
    },
  },
  {
    name: "while training, the gradient knows that mean and variance depend on the input",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      const wanted = slope((x) => nn.functional.batchNorm(x, null, null, { training: true }));
      const grad = slope((x) => norm.forward(x)) as number[][] | undefined;
      expect(grad !== undefined, "after backward, the input should have a grad");
      expectValues(tensor(grad), wanted, "the gradient of the input", 1e-3);
    },
  },
  {
    name: "in evaluation, backward works as often as forward: it goes back to no batch of the past",
    check({ BatchNorm }) {
      const norm = new BatchNorm(2);
      norm.forward(batch().requiresGrad_());
      norm.training = false;
      for (let i = 0; i < 2; i++) {
        const x = batch().requiresGrad_();
        expectWorks(
          () => norm.forward(x).sum().backward(),
          "backward in evaluation, after a batch in training",
        );
        expect(x.grad !== null, "after backward in evaluation, the input should have a grad");
      }
      expect(norm.weight.grad !== null, "after backward, the weight should have a grad");
    },
  },
  {
    name: "statistics move with the module, and are measured where it is",
    on: accelerators,
    check({ BatchNorm }, device) {
      const norm = new BatchNorm(2);
      norm.forward(batch());
      norm.to(device);
      const out = expectWorks(() => norm.forward(batch(device)), `forward on ${device}`);
      expectOn(out, device, `the output of forward on ${device}`);
      for (const [name, buffer] of norm.namedBuffers()) {
        expectOn(buffer, device, `after to("${device}") and a batch, module.${name}`);
      }
      const after = `after a batch on cpu and one on ${device},`;
      expectValues(norm.running_mean, [0.38, 0.95], `${after} running_mean`);
      expectValues(norm.running_var, [1.38, 4.8], `${after} running_var`);
      expectValues(norm.num_batches_tracked, 2, `${after} num_batches_tracked`);
    },
  },
  {
    name: "training reads nothing back",
    on: everywhere,
    check({ BatchNorm }, device) {
      const norm = new BatchNorm(2).to(device);
      const x = batch(device);
      const run = () => expectWorks(() => norm.forward(x), `forward on ${device}`);
      const { reads } = watch([device], run);
      expectEqual(reads, 0, `how often forward reads numbers from ${device}`);
    },
  },
  {
    name: "a checkpoint brings the statistics back",
    check(answer) {
      const norm = evaluating(answer);
      const loaded = new answer.BatchNorm(2);
      loaded.training = false;
      expectWorks(() => loaded.loadStateDict(norm.stateDict()), "loading a layer's state dict");
      const out = norm.forward(batch()).toArray();
      expectValues(loaded.forward(batch()), out, "of a layer with that state, the output");
    },
  },
];

/** What an optimizer does, and what it goes on doing after a move: for the learner's code, and for ours. */
import { nn, type Tensor, tensor } from "@hibana/hibana";
import { Module } from "../grad-moves/solution.ts";
import { accelerators } from "../support/devices.ts";
import { expectEqual, expectOn, expectSame, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A model with a weight of [2, 4]. */
function parts() {
  const model = new Module();
  const weight = new nn.Parameter(tensor([2, 4]));
  model.weight = weight;
  return { model, weight };
}

/** Adds a scale of [8]. */
function scaled() {
  const { model, weight } = parts();
  const scale = new nn.Parameter(tensor([8]));
  model.scale = scale;
  return { model, weight, scale };
}

/** The gradient of this is the parameter itself. */
function backward(parameter: Tensor): void {
  parameter.square().sum().mul(0.5).backward();
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "step moves every parameter against its gradient, by lr",
    check({ SGD }) {
      const { model, weight, scale } = scaled();
      const optimizer = new SGD(model.parameters(), { lr: 0.25 });
      backward(weight);
      backward(scale);
      expectWorks(() => optimizer.step(), "step()");
      expectValues(weight, [1.5, 3], "with [2, 4], a gradient of [2, 4] and lr 0.25, the weight");
      expectValues(scale, [6], "with [8], a gradient of [8] and lr 0.25, the scale");
    },
  },
  {
    name: "step leaves the gradients as they are",
    check({ SGD }) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25, momentum: 0.25 });
      backward(weight);
      const { grad } = weight;
      expectWorks(() => optimizer.step(), "step()");
      expectWorks(() => optimizer.step(), "a second step()");
      expectSame(weight.grad, grad, "after two steps, weight.grad should be the tensor it was");
      expectValues(weight.grad, [2, 4], "after two steps, weight.grad");
    },
  },
  {
    name: "zeroGrad forgets the gradients: they are null",
    check({ SGD }) {
      const { model, weight, scale } = scaled();
      const optimizer = new SGD(model.parameters(), { lr: 0.25 });
      backward(weight);
      expectWorks(() => optimizer.zeroGrad(), "zeroGrad()");
      expectSame(weight.grad, null, "after zeroGrad(), weight.grad should be null");
      expectSame(scale.grad, null, "after zeroGrad(), scale.grad should be null");
    },
  },
  {
    name: "a parameter without a gradient stays as it is",
    check({ SGD }) {
      const { model, weight, scale } = scaled();
      const optimizer = new SGD(model.parameters(), { lr: 0.25 });
      backward(weight);
      expectWorks(() => optimizer.step(), "with scale.grad null, step()");
      expectValues(scale, [8], "with scale.grad null, after step(), the scale");
      expectValues(weight, [1.5, 3], "with scale.grad null, after step(), the weight");
    },
  },
  {
    name: "step is no part of what is differentiated: parameters stay leaves",
    check({ SGD }) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25, momentum: 0.5 });
      for (let i = 0; i < 2; i++) {
        optimizer.zeroGrad();
        backward(weight);
        expectWorks(() => optimizer.step(), "step()");
      }
      expectEqual(weight.isLeaf, true, "after two steps, weight.isLeaf");
      expectEqual(weight.requiresGrad, true, "after two steps, weight.requiresGrad");
    },
  },
  {
    name: "step changes the elements where they are: whoever shares the memory sees it",
    check({ SGD }) {
      const { model, weight } = parts();
      const shared = weight.detach();
      const optimizer = new SGD(model.parameters(), { lr: 0.25 });
      backward(weight);
      expectWorks(() => optimizer.step(), "step()");
      expectSame(model.weight, weight, "after step(), model.weight should be the same Parameter");
      expectValues(shared, [1.5, 3], "after step(), weight.detach() from before it");
    },
  },
  {
    name: "momentum: each step's velocity is momentum times the last one, plus the gradient",
    check({ SGD }) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25, momentum: 0.5 });
      backward(weight);
      expectWorks(() => optimizer.step(), "step()");
      expectValues(weight, [1.5, 3], "after a first step with momentum 0.5, the weight");
      optimizer.zeroGrad();
      backward(weight);
      expectWorks(() => optimizer.step(), "step()");
      expectValues(
        weight,
        [0.875, 1.75],
        "velocities of [2, 4] and 0.5 [2, 4] + [1.5, 3]: after two steps, the weight",
      );
    },
  },
  {
    name: "an optimizer from before the move changes the model that moved",
    on: accelerators,
    check({ SGD }, device) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25 });
      model.to(device);
      backward(weight);
      expectWorks(() => optimizer.step(), `after to("${device}") and backward, step()`);
      expectOn(model.weight, device, `after to("${device}") and step(), model.weight`);
      expectValues(model.weight, [1.5, 3], `after to("${device}") and step(), model.weight`);
      expectWorks(() => optimizer.zeroGrad(), `after to("${device}"), zeroGrad()`);
      expectSame(weight.grad, null, `after to("${device}"), zeroGrad() should make grad null`);
    },
  },
  {
    name: "momentum does not mind a move before the first step",
    on: accelerators,
    check({ SGD }, device) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25, momentum: 0.5 });
      model.to(device);
      backward(weight);
      expectWorks(
        () => optimizer.step(),
        `with momentum, made before to("${device}"), the first step()`,
      );
      expectValues(weight, [1.5, 3], `after to("${device}") and a first step(), model.weight`);
    },
  },
  {
    name: "momentum goes on after a move between two steps",
    on: accelerators,
    check({ SGD }, device) {
      const { model, weight } = parts();
      const optimizer = new SGD(model.parameters(), { lr: 0.25, momentum: 0.5 });
      backward(weight);
      expectWorks(() => optimizer.step(), "step()");
      model.to(device);
      optimizer.zeroGrad();
      backward(weight);
      expectWorks(
        () => optimizer.step(),
        `with momentum, after a step, to("${device}") and backward, another step()`,
      );
      expectValues(
        model.weight,
        [0.875, 1.75],
        `velocities of [2, 4] and 0.5 [2, 4] + [1.5, 3], to("${device}") in between: model.weight`,
      );
    },
  },
];

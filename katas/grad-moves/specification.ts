/** What a module does with gradients when it moves: for the learner's code, and for ours. */
import { nn, type Tensor, tensor } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expectEqual, expectOn, expectSame, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A model with a weight, and a weight in a child; the gradient of each is ten times the weight. */
function trained({ Module }: Answer) {
  const model = new Module();
  const child = new Module();
  const weight = new nn.Parameter(tensor([1, 2]));
  const scale = new nn.Parameter(tensor([3]));
  model.weight = weight;
  child.scale = scale;
  model.child = child;
  loss(weight).add(loss(scale)).backward();
  return { model, child, weight, scale };
}

/** Five times the sum of squares. */
function loss(parameter: Tensor): Tensor {
  return parameter.square().sum().mul(5);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a parameter's gradient moves along, and holds what it held",
    on: accelerators,
    check(answer, device) {
      const { model, weight } = trained(answer);
      expectSame(model.to(device), model, `to("${device}") should give back the module itself`);
      expectOn(weight, device, `after to("${device}"), model.weight`);
      expectOn(weight.grad, device, `after to("${device}"), model.weight.grad`);
      expectValues(weight.grad, [10, 20], `after to("${device}"), model.weight.grad`);
    },
  },
  {
    name: "the gradients of children's parameters move along, too",
    on: accelerators,
    check(answer, device) {
      const { model, scale } = trained(answer);
      model.to(device);
      expectOn(scale.grad, device, `after model.to("${device}"), model.child.scale.grad`);
      expectValues(scale.grad, [30], `after model.to("${device}"), model.child.scale.grad`);
    },
  },
  {
    name: "a parameter that has no gradient gets none by moving",
    on: accelerators,
    check(answer, device) {
      const { model, weight } = trained(answer);
      weight.grad = null;
      expectWorks(() => model.to(device), `with model.weight.grad null, to("${device}")`);
      expectSame(weight.grad, null, `after to("${device}"), model.weight.grad should be null`);
    },
  },
  {
    name: "what was trained goes on being trained, and what was frozen stays frozen",
    on: accelerators,
    check(answer, device) {
      const { model, weight, scale } = trained(answer);
      scale.requiresGrad = false;
      model.to(device);
      expectEqual(weight.requiresGrad, true, `after to("${device}"), model.weight.requiresGrad`);
      expectEqual(
        scale.requiresGrad,
        false,
        `with model.child.scale frozen, after to("${device}"), its requiresGrad`,
      );
    },
  },
  {
    name: "after a move, backward adds to the gradients that are there",
    on: accelerators,
    check(answer, device) {
      const { model, weight } = trained(answer);
      model.to(device);
      expectWorks(() => loss(weight).backward(), `backward after to("${device}")`);
      expectValues(
        weight.grad,
        [20, 40],
        `after backward, to("${device}") and backward again, model.weight.grad`,
      );
    },
  },
  {
    name: "_apply does to gradients what it does to parameters, whatever that is",
    check(answer) {
      const { model, weight, scale } = trained(answer);
      model._apply((x) => x.mul(2));
      const doubled = "after model._apply((x) => x.mul(2)),";
      expectValues(weight, [2, 4], `${doubled} model.weight`);
      expectValues(weight.grad, [20, 40], `${doubled} model.weight.grad`);
      expectValues(scale.grad, [60], `${doubled} model.child.scale.grad`);
    },
  },
];

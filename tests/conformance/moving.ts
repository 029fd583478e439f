/** Moving and casting modules. */
import { nn, ones, optim, type Tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../../katas/support/devices.ts";
import { expect, expectEqual, expectOn, expectSame } from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import { type Kit, tensorsOf } from "./kit.ts";

/** A model with parameters, buffers of two dtypes, and a plain tensor. */
function modelIn({ Module, Linear }: Kit) {
  class Model extends Module {
    fc = new Linear(2, 2);
    plain = ones(2);
    declare mask: Tensor;
    declare counts: Tensor;
    constructor() {
      super();
      this.registerBuffer("mask", ones(2, 2));
      this.registerBuffer("counts", zeros(2, { dtype: "int32" }));
    }
    forward(x: Tensor): Tensor {
      return this.fc.forward(x).matmul(this.mask);
    }
  }
  return new Model();
}

/** The sentences. */
export const moving: readonly Sentence<Kit>[] = [
  {
    name: "to gives back the module itself",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      expectSame(model.to(device), model, `to("${device}") should give back the module`);
    },
  },
  {
    name: "to takes parameters and buffers along, here and below",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit).to(device);
      const { fc, mask, counts } = model;
      for (const [path, tensor] of Object.entries({ "fc.weight": fc.weight, mask, counts })) {
        expectOn(tensor, device, `after to("${device}"), model.${path}`);
      }
      for (const tensor of tensorsOf(model)) {
        expectOn(tensor, device, `after to("${device}"), what parameters() and buffers() list`);
      }
    },
  },
  {
    name: "a dtype casts floating tensors only: integer buffers stay",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      const { counts } = model;
      model.to("float16");
      expectEqual(model.mask.dtype, "float16", 'after to("float16"), the dtype of mask');
      expectEqual(model.fc.weight.dtype, "float16", "and that of fc.weight");
      expectSame(model.counts, counts, 'after to("float16"), an int32 buffer should be as before');
      expectEqual(
        model.to(device).to("float32").counts.dtype,
        "int32",
        `after to("${device}").to("float32"), the dtype of the int32 buffer`,
      );
    },
  },
  {
    name: "an integer dtype is refused",
    check(kit) {
      for (const dtype of ["int32", "uint8", "bool"] as const) {
        kit.refuses(
          () => modelIn(kit).to(dtype),
          TypeError,
          "nn.Module.to only accepts floating point or complex dtypes, " +
            `but got desired dtype=torch.${dtype}`,
          `to("${dtype}")`,
        );
      }
    },
  },
  {
    name: "a parameter stays the same object, and its gradient follows",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      model.forward(ones(1, 2)).sum().backward();
      const { weight } = model.fc;
      const values = [weight.toArray(), weight.grad!.toArray()];
      model.to(device);
      const moved = `after to("${device}"),`;
      expectSame(model.fc.weight, weight, `${moved} fc.weight should be the same object`);
      expect(weight instanceof nn.Parameter, `${moved} fc.weight should be a Parameter`);
      expectEqual([weight.isLeaf, weight.requiresGrad], [true, true], `${moved} isLeaf and such`);
      expectOn(weight, device, `${moved} fc.weight`);
      expectOn(weight.grad, device, `${moved} fc.weight.grad`);
      expectEqual([weight.toArray(), weight.grad!.toArray()], values, `${moved} the values`);
      model.to("float16");
      expectEqual(
        [weight.dtype, weight.grad!.dtype],
        ["float16", "float16"],
        'after to("float16"), the dtypes of fc.weight and its grad',
      );
    },
  },
  {
    name: "a buffer that changed is a new object",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      const { mask } = model;
      model.to(device);
      expect(model.mask !== mask, `after to("${device}"), mask should be a new tensor`);
      expectOn(mask, "cpu", `after to("${device}"), the tensor that was mask before`);
    },
  },
  {
    name: "a move that changes nothing keeps every object and its memory",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit).to(device);
      const before = tensorsOf(model);
      const storages = before.map(({ storage }) => storage);
      model.to(device).to("float32").to("float32");
      const after = tensorsOf(model);
      expectEqual(after.length, before.length, "the number of tensors after a second move");
      for (const [i, tensor] of after.entries()) {
        expectSame(tensor, before[i], "a second move should keep every tensor");
        expect(tensor.storage === storages[i], "a second move should copy no elements");
      }
    },
  },
  {
    name: "plain tensor attributes never move",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      const { plain } = model;
      model.to(device);
      expectSame(model.plain, plain, "a plain attribute should be the tensor that it was");
      expectOn(plain, "cpu", `after to("${device}"), the plain attribute`);
    },
  },
  {
    name: "tied parameters stay tied",
    on: accelerators,
    check({ Module, Linear }, device) {
      class Tied extends Module {
        a = new Linear(2, 2);
        b = new Linear(2, 2);
        constructor() {
          super();
          this.b.weight = this.a.weight;
        }
      }
      const model = new Tied().to(device);
      expectSame(model.a.weight, model.b.weight, "a.weight should still be b.weight");
      expectOn(model.b.weight, device, `after to("${device}"), the shared weight`);
    },
  },
  {
    name: "buffers stay buffers, non-persistent ones non-persistent, nulls null",
    on: accelerators,
    check({ Module }, device) {
      const model = new Module();
      model.registerBuffer("kept", ones(1));
      model.registerBuffer("passing", ones(1), { persistent: false });
      model.registerBuffer("empty", null);
      model.to(device);
      const moved = `after to("${device}"), the`;
      expectEqual(
        [...model.namedBuffers()].map(([name]) => name),
        ["kept", "passing"],
        `${moved} names of namedBuffers()`,
      );
      expectEqual([...model.stateDict().keys()], ["kept"], `${moved} keys of stateDict()`);
      expectSame(model.getBuffer("empty"), null, `${moved} empty buffer should be null`);
    },
  },
  {
    name: "an optimizer from before a move keeps changing the live parameters",
    on: accelerators,
    check(kit, device) {
      const model = modelIn(kit);
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.5, momentum: 0.9 });
      model.to(device);
      for (let i = 0; i < 2; i++) {
        const before = model.fc.bias!.cpu().detach().clone();
        optimizer.zeroGrad();
        model.forward(ones(1, 2, { device })).sum().backward();
        optimizer.step();
        expect(
          !model.fc.bias!.cpu().equal(before),
          `a step of an optimizer from before to("${device}") should change fc.bias`,
        );
      }
    },
  },
];

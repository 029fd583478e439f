/** What a module that moves does, sentence by sentence: for the learner's code, and for ours. */
import { nn, ones, type Tensor, tensor, triu } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A module with a weight and a mask, as attention has them. */
function attention({ Module }: Answer) {
  const module = new Module();
  const weight = new nn.Parameter(tensor([1, 2, 3]));
  const mask = triu(ones(2, 2), 1);
  module.weight = weight;
  module.registerBuffer("mask", mask);
  return { module, weight, mask };
}

/** A model with a block, which has attention: modules at depth 0, 1 and 2. */
function model(answer: Answer) {
  const model = new answer.Module();
  const block = new answer.Module();
  const { module, weight, mask } = attention(answer);
  block.scale = new nn.Parameter(ones(1));
  block.attention = module;
  model.block = block;
  return { model, block, attention: module, weight, mask };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "to moves the module's parameters, with all that they hold",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      module.to(device);
      expectOn(module.weight, device, `after to("${device}"), module.weight`);
      expectValues(module.weight, [1, 2, 3], `after to("${device}"), module.weight`);
    },
  },
  {
    name: "to gives back the module itself",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      expectSame(module.to(device), module, `to("${device}") should give back the module itself`);
    },
  },
  {
    name: "to moves the module's buffers, on the list and as attributes",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      module.to(device);
      expectOn(module.mask, device, `after to("${device}"), module.mask`);
      expectValues(module.mask, [[0, 1], [0, 0]], `after to("${device}"), module.mask`);
      const [listed] = module.buffers();
      expectSame(listed, module.mask, `after to("${device}"), buffers()[0] should be module.mask`);
    },
  },
  {
    name: "to moves the children, and theirs, at any depth",
    on: accelerators,
    check(answer, device) {
      const { model: root, block, attention: leaf } = model(answer);
      root.to(device);
      const moved = `after model.to("${device}"),`;
      expectOn(block.scale, device, `${moved} model.block.scale`);
      expectOn(leaf.weight, device, `${moved} model.block.attention.weight`);
      expectOn(leaf.mask, device, `${moved} model.block.attention.mask`);
    },
  },
  {
    name: "a parameter that moved is the same object: whoever holds it, holds the moved one",
    on: accelerators,
    check(answer, device) {
      const { model: root, attention: leaf, weight } = model(answer);
      root.to(device);
      const moved = `after model.to("${device}"),`;
      expectSame(
        leaf.weight,
        weight,
        `${moved} model.block.attention.weight should be the Parameter that it was`,
      );
      expectSame(
        root.parameters()[1],
        weight,
        `${moved} the one listed by model.parameters() should be the Parameter that it was`,
      );
    },
  },
  {
    name: "a buffer that moved is a new tensor: the one that it was stays where it was",
    on: accelerators,
    check(answer, device) {
      const { module, mask } = attention(answer);
      module.to(device);
      expectOn(mask, "cpu", `after to("${device}"), the tensor that module.mask was before`);
      expect(module.mask !== mask, `after to("${device}"), module.mask should be a new tensor`);
    },
  },
  {
    name: "a plain tensor stays behind: it is on no list",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      const plain = ones(2);
      module.plain = plain;
      module.to(device);
      expectSame(module.plain, plain, `after to("${device}"), module.plain should be as it was`);
      expectOn(plain, "cpu", `after to("${device}"), module.plain, which is not registered,`);
    },
  },
  {
    name: "an empty slot stays empty",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      module.registerBuffer("cache", null);
      expectWorks(() => module.to(device), `with module.cache registered as null, to("${device}")`);
      expectSame(module.cache, null, `after to("${device}"), module.cache should be null`);
      module.cache = ones(1);
      expectEqual(
        module.namedBuffers().map(([name]) => name),
        ["mask", "cache"],
        `after to("${device}") and module.cache = ones(1), the names of namedBuffers()`,
      );
    },
  },
  {
    name: "a buffer that is not persistent does not become so by moving",
    on: accelerators,
    check(answer, device) {
      const { module } = attention(answer);
      module.registerBuffer("cache", ones(1), { persistent: false });
      module.to(device);
      expectEqual(
        [...module._transient],
        ["cache"],
        `with cache registered as not persistent, after to("${device}"), module._transient`,
      );
    },
  },
  {
    name: "_apply changes parameters and buffers in whatever way it is told, here and below",
    check(answer) {
      const { model: root, attention: leaf } = model(answer);
      const ten = (x: Tensor) => x.mul(10);
      const returned = root._apply(ten);
      const changed = "after model._apply((x) => x.mul(10)),";
      expectValues(leaf.weight, [10, 20, 30], `${changed} model.block.attention.weight`);
      expectValues(leaf.mask, [[0, 10], [0, 0]], `${changed} model.block.attention.mask`);
      expectSame(returned, root, "model._apply(...) should give back the model itself");
    },
  },
  {
    name: "each child is asked through its own _apply: its class may have a way of its own",
    check({ Module }) {
      let asked = 0;
      class Block extends Module {
        override _apply(change: (tensor: Tensor) => Tensor): this {
          asked++;
          return super._apply(change);
        }
      }
      const [root, middle] = [new Module(), new Module()];
      root.middle = middle;
      middle.block = new Block();
      root.to("sim");
      expectEqual(
        asked,
        1,
        "with a class of its own for model.middle.block, the calls of its _apply by model.to()",
      );
    },
  },
];

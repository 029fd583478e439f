/** What a module puts into its state dict, sentence by sentence: for the learner's code, and for ours. */
import { arange, nn, noGrad, ones, type Tensor, tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectSame, expectValues } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

function parameter(...values: number[]) {
  return new nn.Parameter(tensor(values));
}

/** A module with two parameters. */
function linear({ Module }: Answer) {
  const module = new Module();
  module.registerParameter("weight", parameter(1, 2));
  module.registerParameter("bias", parameter(3));
  return module;
}

/** A model: a block, and in it a normalization that counts, and attention with a mask. */
function model({ Module }: Answer) {
  const [model, block, norm, attention] = [new Module(), new Module(), new Module(), new Module()];
  norm.registerParameter("weight", parameter(1));
  norm.registerBuffer("count", tensor(0, { dtype: "int32" }));
  attention.registerParameter("query", parameter(1, 2));
  attention.registerBuffer("mask", ones(2, 2));
  model.registerModule("block", block);
  block.registerModule("norm", norm);
  block.registerModule("attention", attention);
  model.registerParameter("scale", parameter(1));
  return { model, block, norm, attention };
}

function keys(state: Map<string, Tensor>): string[] {
  return [...state.keys()];
}

/** What stateDict() has by a key. */
function entry(module: Module, key: string): Tensor {
  const found = module.stateDict().get(key);
  expect(found !== undefined, `stateDict() should have the key ${JSON.stringify(key)}`);
  return found;
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "stateDict is a Map with the parameters under their names",
    check(answer) {
      const state: unknown = linear(answer).stateDict();
      expect(state instanceof Map, "stateDict() should be a Map");
      expectEqual(
        [...state.keys()],
        ["weight", "bias"],
        "with the parameters weight and bias, the keys of stateDict()",
      );
      expectValues(state.get("weight"), [1, 2], 'stateDict().get("weight")');
      expectValues(state.get("bias"), [3], 'stateDict().get("bias")');
    },
  },
  {
    name: "persistent buffers are in it",
    check({ Module }) {
      const module = new Module();
      module.registerBuffer("mask", tensor([0, 1]));
      module.registerBuffer("count", tensor(7, { dtype: "int32" }), { persistent: true });
      expectEqual(
        keys(module.stateDict()),
        ["mask", "count"],
        "with the buffers mask and count, the keys of stateDict()",
      );
      expectValues(entry(module, "count"), 7, 'stateDict().get("count")');
      expectEqual(
        entry(module, "count").dtype,
        "int32",
        "of an int32 counter, the dtype in stateDict()",
      );
    },
  },
  {
    name: "parameters come first, then buffers, whatever was registered first",
    check({ Module }) {
      const module = new Module();
      module.registerBuffer("mask", ones(2));
      module.registerParameter("weight", parameter(1));
      module.registerBuffer("count", ones(1));
      module.registerParameter("bias", parameter(2));
      expectEqual(
        keys(module.stateDict()),
        ["weight", "bias", "mask", "count"],
        "with mask, weight, count and bias registered in this order, the keys of stateDict()",
      );
    },
  },
  {
    name: "buffers that are not persistent stay out",
    check(answer) {
      const module = linear(answer);
      module.registerBuffer("cache", zeros(4), { persistent: false });
      expectEqual(
        keys(module.stateDict()),
        ["weight", "bias"],
        "with a cache registered with { persistent: false }, the keys of stateDict()",
      );
    },
  },
  {
    name: "an empty slot stays out, until there is a tensor in it",
    check(answer) {
      const module = linear(answer);
      module.registerBuffer("mask", null);
      const without = "with the buffer mask registered as null, the keys of stateDict()";
      expectEqual(keys(module.stateDict()), ["weight", "bias"], without);
      module["mask"] = ones(2);
      const filled = "with a tensor assigned to the empty slot mask, the keys of stateDict()";
      expectEqual(keys(module.stateDict()), ["weight", "bias", "mask"], filled);
    },
  },
  {
    name: "children come last, each with all that is its own, under its path, however deep",
    check(answer) {
      expectEqual(
        keys(model(answer).model.stateDict()),
        [
          "scale",
          "block.norm.weight",
          "block.norm.count",
          "block.attention.query",
          "block.attention.mask",
        ],
        "with a scale of its own, and norm and attention in model.block, the keys of " +
          "model.stateDict()",
      );
    },
  },
  {
    name: "buffers that are not persistent stay out at every depth",
    check(answer) {
      const { model: outer, block, attention } = model(answer);
      block.registerBuffer("angles", ones(2), { persistent: false });
      attention.registerBuffer("cache", ones(2), { persistent: false });
      expectEqual(
        keys(outer.stateDict()),
        keys(model(answer).model.stateDict()),
        "with caches model.block.angles and model.block.attention.cache that are not persistent, " +
          "the keys of model.stateDict()",
      );
    },
  },
  {
    name: "a name that is not persistent here may be persistent in a child",
    check(answer) {
      const { model: outer, norm } = model(answer);
      outer.registerBuffer("count", zeros(1), { persistent: false });
      expectEqual(
        keys(outer.stateDict()).filter((key) => key.endsWith("count")),
        ["block.norm.count"],
        "with a model.count that is not persistent and a model.block.norm.count that is, the " +
          "keys of model.stateDict() for them",
      );
      norm.registerBuffer("count", zeros(1), { persistent: false });
      outer.registerBuffer("count", zeros(1));
      expectEqual(
        keys(outer.stateDict()).filter((key) => key.endsWith("count")),
        ["count"],
        "the other way round, the keys of model.stateDict() for them",
      );
    },
  },
  {
    name: "a prefix stands before all keys",
    check(answer) {
      expectEqual(
        keys(model(answer).block.stateDict("model.block.")).slice(0, 3),
        ["model.block.norm.weight", "model.block.norm.count", "model.block.attention.query"],
        'the first keys of block.stateDict("model.block.")',
      );
    },
  },
  {
    name: "a tensor that two names lead to is there under both",
    check({ Module }) {
      const [model, embed, head] = [new Module(), new Module(), new Module()];
      const [weight, mask] = [parameter(1, 2), ones(2)];
      model.registerModule("embed", embed);
      model.registerModule("head", head);
      for (const module of [embed, head]) {
        module.registerParameter("weight", weight);
        module.registerBuffer("mask", mask);
      }
      expectEqual(
        keys(model.stateDict()),
        ["embed.weight", "embed.mask", "head.weight", "head.mask"],
        "with one weight and one mask shared by model.embed and model.head, the keys of " +
          "model.stateDict()",
      );
    },
  },
  {
    name: "the values need no gradient, and the parameters still do",
    check(answer) {
      const module = linear(answer);
      const { requiresGrad } = entry(module, "weight");
      expectEqual(requiresGrad, false, 'requiresGrad of stateDict().get("weight")');
      const weight = module.parameters()[0]!;
      expectEqual(weight.requiresGrad, true, "after stateDict(), requiresGrad of module.weight");
      expectSame(
        module["weight"],
        weight,
        "after stateDict(), module.weight should be what it was",
      );
    },
  },
  {
    name: "the values are the module's own elements: a later change shows in them",
    check(answer) {
      const module = linear(answer);
      module.registerBuffer("steps", zeros(1));
      const state = module.stateDict();
      noGrad(() => {
        module.parameters()[0]!.add_(10);
        module.buffers()[0]!.add_(1);
      });
      const before = "in a state dict from before";
      expectValues(state.get("weight"), [11, 12], `after weight.add_(10), the weight ${before}`);
      expectValues(state.get("steps"), [1], `after steps.add_(1), the buffer steps ${before}`);
    },
  },
  {
    name: "every call makes a new dictionary, of what the module has now",
    check(answer) {
      const module = linear(answer);
      const before = module.stateDict();
      before.delete("bias");
      module.registerBuffer("positions", arange(3));
      const now = "after a key was deleted from another state dict, the keys of stateDict()";
      expectEqual(keys(module.stateDict()), ["weight", "bias", "positions"], now);
      expectEqual(keys(before), ["weight"], "of a state dict from before, the keys");
    },
  },
  {
    name: "the values are where the module is",
    on: accelerators,
    check(answer, device) {
      const { model: module } = model(answer);
      for (const [key, value] of module.to(device).stateDict()) {
        expectOn(value, device, `after to("${device}"), stateDict().get("${key}")`);
      }
    },
  },
];

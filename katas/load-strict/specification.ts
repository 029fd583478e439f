/** What loading a state dict does, sentence by sentence: for the learner's code, and for ours. */
import { nn, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;
type State = Map<string, Tensor>;

/** A model of zeros: a mask, a cache that is not persistent, an empty slot, and a layer. */
function model({ Module }: Answer) {
  class Model extends Module {}
  const [model, layer] = [new Model(), new Module()];
  layer.registerParameter("weight", new nn.Parameter(zeros(2, 2)));
  layer.registerParameter("bias", new nn.Parameter(zeros(2)));
  model.registerModule("fc", layer);
  model.registerBuffer("mask", zeros(2, 2));
  model.registerBuffer("cache", zeros(2), { persistent: false });
  model.registerBuffer("bias", null);
  return { model, layer };
}

/** A state dict of ones that fits. */
function fitting(): State {
  return new Map([["mask", ones(2, 2)], ["fc.weight", ones(2, 2)], ["fc.bias", ones(2)]]);
}

/** One that does not, in every way: fc.bias is missing, other is unexpected, mask is too large. */
function misfit(): State {
  const state = new Map([["other", ones(1)], ...fitting()]).set("mask", ones(3, 3));
  state.delete("fc.bias");
  return state;
}

const TITLE = "Error(s) in loading state_dict for Model:";
const MISSING = '\n\tMissing key(s) in state_dict: "fc.bias". ';
const UNEXPECTED = '\n\tUnexpected key(s) in state_dict: "other". ';
const SIZE = "\n\tsize mismatch for mask: copying a param with shape torch.Size([3, 3]) from " +
  "checkpoint, the shape in current model is torch.Size([2, 2]).";

/** Holds when loading is refused with these words. */
function refused(module: Module, state: State, words: string, what: string, strict?: boolean) {
  const options = strict === undefined ? {} : { strict };
  expectThrows(() => module.loadStateDict(state, options), RuntimeError, TITLE + words, what);
}

/** What loading returns, where it must not throw. */
function loaded(module: Module, state: State, what: string, strict?: boolean) {
  const options = strict === undefined ? {} : { strict };
  const keys: unknown = expectWorks(() => module.loadStateDict(state, options), what);
  const wanted = "{ missingKeys, unexpectedKeys }";
  expect(typeof keys === "object" && keys !== null, `loadStateDict should return ${wanted}`);
  return keys as ReturnType<Module["loadStateDict"]>;
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a state dict that fits is copied in, parameters and buffers, here and below",
    check(answer) {
      const { model: module } = model(answer);
      loaded(module, fitting(), "loading a state dict that fits");
      for (const [key, x] of module.stateDict()) {
        expectValues(x, ones(x.shape).toArray(), `after loadStateDict of ones, ${key}`);
      }
    },
  },
  {
    name: "the tensors stay the objects that they are, so an optimizer goes on with them",
    check(answer) {
      const { model: module, layer } = model(answer);
      const [weight] = module.parameters();
      const mask = module["mask"];
      loaded(module, fitting(), "loading a state dict that fits");
      expectSame(layer["weight"], weight, "after loadStateDict, fc.weight should be what it was");
      expectSame(module["mask"], mask, "after loadStateDict, module.mask should be what it was");
      expectSame(module.parameters()[0], weight, "after loadStateDict, it should still be listed");
    },
  },
  {
    name: "the parameters are as ready to learn as before",
    check(answer) {
      const { model: module } = model(answer);
      loaded(module, fitting(), "loading a state dict that fits");
      for (const [name, { requiresGrad, isLeaf }] of module.namedParameters()) {
        expectEqual(requiresGrad, true, `after loadStateDict, requiresGrad of ${name}`);
        expectEqual(isLeaf, true, `after loadStateDict, isLeaf of ${name}`);
      }
    },
  },
  {
    name: "module and state dict share nothing: training does not show in the checkpoint",
    check(answer) {
      const { model: module } = model(answer);
      const state = fitting();
      loaded(module, state, "loading a state dict that fits");
      for (const x of module.stateDict().values()) x.add_(5);
      for (const [key, x] of state) {
        const kept = ones(x.shape).toArray();
        expectValues(x, kept, `after loadStateDict and training, the checkpoint's ${key}`);
      }
    },
  },
  {
    name: "elements are converted to the module's dtype",
    check(answer) {
      const { model: module } = model(answer);
      const state = fitting().set("mask", tensor([[0, 1], [1, 0]], { dtype: "int32" }));
      loaded(module, state, "loading an int32 mask into a float32 one");
      const mask = module["mask"] as Tensor;
      expectEqual(
        mask.dtype,
        "float32",
        "after an int32 mask was loaded, the dtype of the model's",
      );
      expectValues(mask, [[0, 1], [1, 0]], "after an int32 mask was loaded, the model's");
    },
  },
  {
    name: "loading does not move the module",
    on: accelerators,
    check(answer, device) {
      const { model: module } = model(answer);
      module.to(device);
      loaded(module, fitting(), `loading tensors on cpu into a model on ${device}`);
      for (const [key, x] of module.stateDict()) {
        expectOn(x, device, `after tensors on cpu were loaded, the model's ${key}`);
        expectValues(
          x,
          ones(x.shape).toArray(),
          `after loadStateDict of ones on ${device}, ${key}`,
        );
      }
    },
  },
  {
    name: "where all keys match, none are returned",
    check(answer) {
      const keys = loaded(model(answer).model, fitting(), "loading a state dict that fits");
      expectEqual(keys.missingKeys, [], "for a state dict that fits, missingKeys");
      expectEqual(keys.unexpectedKeys, [], "for a state dict that fits, unexpectedKeys");
    },
  },
  {
    name: "missing keys are an error that names them all, in the module's order",
    check(answer) {
      const state = fitting();
      state.delete("fc.bias");
      refused(model(answer).model, state, MISSING, "loading a state dict without fc.bias");
      state.delete("mask");
      const both = '\n\tMissing key(s) in state_dict: "mask", "fc.bias". ';
      refused(model(answer).model, state, both, "loading one without mask and fc.bias");
    },
  },
  {
    name: "unexpected keys are an error that names them all, in the state dict's order",
    check(answer) {
      const state = fitting().set("other", ones(1));
      refused(model(answer).model, state, UNEXPECTED, "loading a state dict with a key other");
      const words = '\n\tUnexpected key(s) in state_dict: "other", "fc.other". ';
      state.set("fc.other", ones(1));
      refused(model(answer).model, state, words, "loading one with the keys other and fc.other");
    },
  },
  {
    name: "buffers that are not persistent, and empty slots, are unexpected",
    check(answer) {
      const { model: module } = model(answer);
      const state = fitting().set("cache", ones(2)).set("bias", ones(2));
      const words = '\n\tUnexpected key(s) in state_dict: "cache", "bias". ';
      const keys = "the keys of a buffer that is not persistent and of an empty slot";
      refused(module, state, words, `loading a state dict with ${keys}`);
      loaded(module, state, `loading it with { strict: false }`, false);
      expectValues(
        module["cache"],
        [0, 0],
        "a buffer that is not persistent, after loadStateDict,",
      );
    },
  },
  {
    name: "a tensor of another size is an error that names both sizes",
    check(answer) {
      const state = fitting().set("mask", ones(3, 3));
      refused(model(answer).model, state, SIZE, "loading a mask of [3, 3] into one of [2, 2]");
    },
  },
  {
    name: "a tensor that could be broadcast is of another size, too",
    check(answer) {
      const words =
        "\n\tsize mismatch for fc.bias: copying a param with shape torch.Size([1]) from " +
        "checkpoint, the shape in current model is torch.Size([2]).";
      const state = fitting().set("fc.bias", ones(1));
      refused(model(answer).model, state, words, "loading a bias of [1] into one of [2]");
    },
  },
  {
    name: "all problems are reported at once: missing, unexpected, then sizes",
    check(answer) {
      refused(
        model(answer).model,
        misfit(),
        MISSING + UNEXPECTED + SIZE,
        "loading a state dict without fc.bias, with a key other, and with a mask of [3, 3]",
      );
    },
  },
  {
    name: "when a state dict is refused, nothing of it has been written",
    check(answer) {
      const unfit: [what: string, state: State][] = [
        ["a key that is missing", new Map([...fitting()].slice(0, 2))],
        ["an unexpected key", fitting().set("other", ones(1))],
        ["a tensor of another size", fitting().set("fc.bias", ones(3))],
      ];
      for (const [what, state] of unfit) {
        const { model: module } = model(answer);
        expectThrows(() => module.loadStateDict(state), RuntimeError, TITLE, `loading ${what}`);
        const after = `after a state dict was refused for ${what}, the model's`;
        for (const [key, x] of module.stateDict()) {
          expectValues(x, zeros(x.shape).toArray(), `${after} ${key}`);
        }
      }
    },
  },
  {
    name: "with strict: false what matches is loaded, and the keys that do not are returned",
    check(answer) {
      const { model: module } = model(answer);
      const state = misfit().set("mask", ones(2, 2));
      const keys = loaded(module, state, "loading with { strict: false }", false);
      expectEqual(keys.missingKeys, ["fc.bias"], "without fc.bias, missingKeys");
      expectEqual(keys.unexpectedKeys, ["other"], "with a key other, unexpectedKeys");
      expectValues(module["mask"], [[1, 1], [1, 1]], "with { strict: false }, a mask that matches");
      const [, bias] = module.parameters();
      expectValues(bias, [0, 0], "with { strict: false }, a bias that was missing");
    },
  },
  {
    name: "with strict: false wrong sizes are still an error, and nothing is written",
    check(answer) {
      const { model: module } = model(answer);
      const what = "with { strict: false }, loading a mask of [3, 3] into one of [2, 2]";
      refused(module, misfit(), SIZE, what, false);
      const [weight] = module.parameters();
      expectValues(weight, [[0, 0], [0, 0]], `after ${what}, the model's fc.weight`);
    },
  },
  {
    name: "the state dict that was given is left as it is",
    check(answer) {
      const state = misfit().set("mask", ones(2, 2));
      const before = [...state.keys()];
      loaded(model(answer).model, state, "loading with { strict: false }", false);
      expectEqual([...state.keys()], before, "after loadStateDict, the keys of what was loaded");
    },
  },
];

/** What happens to state dicts before they are loaded, sentence by sentence. */
import { nn, ones, RuntimeError, type Tensor, tensor, triu, zeros } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import {
  expectEqual,
  expectOn,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;
type State = Map<string, Tensor>;

const MASK = [[0, 1], [0, 0]];

/** A module with a weight of zeros, and a mask that is not persistent. */
function attention({ Module }: Answer) {
  const module = new Module();
  module.registerParameter("weight", new nn.Parameter(zeros(2)));
  module.registerBuffer("mask", triu(ones(2, 2), 1), { persistent: false });
  return module;
}

/** A model with attention in model.block, and its state when masks were persistent. */
function model(answer: Answer) {
  const [model, block, inner] = [new answer.Module(), new answer.Module(), attention(answer)];
  model.registerModule("block", block);
  block.registerModule("attention", inner);
  const old: State = new Map([
    ["block.attention.weight", ones(2)],
    ["block.attention.mask", ones(2, 2)],
  ]);
  return { model, block, inner, old };
}

/** Loads what should load. */
function load(module: Module, state: State, what: string) {
  return expectWorks(() => module.loadStateDict(state), `${what}, loadStateDict`);
}

/** The keys of a state dict that a hook has seen. */
function after(hook: (state: State, prefix: string) => void, prefix: string, ...keys: string[]) {
  const state: State = new Map(keys.map((key) => [key, ones(1)]));
  hook(state, prefix);
  return [...state.keys()];
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a hook is called with the state dict, before anything is loaded",
    check(answer) {
      const module = attention(answer);
      const seen: { keys: string[]; weight: unknown }[] = [];
      module.registerLoadStateDictPreHook((state) => {
        seen.push({ keys: [...state.keys()], weight: module.parameters()[0]!.toArray() });
      });
      load(module, new Map([["weight", ones(2)]]), "with a hook that changes nothing");
      expectEqual(seen.length, 1, "how often loadStateDict called the hook");
      expectEqual(seen[0]!.keys, ["weight"], "the keys of the state dict that the hook got");
      expectEqual(seen[0]!.weight, [0, 0], "while the hook ran, the values of a weight of zeros");
      expectValues(module["weight"], [1, 1], "after loadStateDict of ones, the weight");
    },
  },
  {
    name: "what a hook changes is what is loaded",
    check(answer) {
      const module = attention(answer);
      module.registerLoadStateDictPreHook((state) => {
        state.set("weight", tensor([5, 6])).delete("gamma");
      });
      load(module, new Map([["gamma", ones(2)]]), "with a hook that puts weight in gamma's place");
      expectValues(module["weight"], [5, 6], "with a hook that put weight in, module.weight");
    },
  },
  {
    name: "a module can have several hooks, which run in the order of registration, each time",
    check(answer) {
      const module = attention(answer);
      const seen: string[] = [];
      module.registerLoadStateDictPreHook(() => void seen.push("first"));
      module.registerLoadStateDictPreHook(() => void seen.push("second"));
      load(module, new Map([["weight", ones(2)]]), "with two hooks that change nothing");
      expectEqual(seen, ["first", "second"], "with two hooks, those that loadStateDict called");
      load(module, new Map([["weight", ones(2)]]), "a second time");
      expectEqual(
        seen.slice(2),
        ["first", "second"],
        "with two hooks, those that a second loadStateDict called",
      );
    },
  },
  {
    name: "hooks are a module's own, not those of its class",
    check(answer) {
      const [module, other] = [attention(answer), attention(answer)];
      module.registerLoadStateDictPreHook((state) => void state.set("weight", tensor([5, 6])));
      load(other, new Map([["weight", ones(2)]]), "when another module has a hook");
      expectValues(other["weight"], [1, 1], "when another module has a hook, a loaded weight");
    },
  },
  {
    name: "hooks work on a copy: the caller's map stays as it is",
    check(answer) {
      const module = attention(answer);
      module.registerLoadStateDictPreHook((state) => {
        state.set("weight", tensor([5, 6])).delete("gamma");
      });
      const state: State = new Map([["weight", ones(2)], ["gamma", ones(2)]]);
      load(module, state, "with a hook that deletes gamma");
      const given = "of the map that was given to loadStateDict, afterwards,";
      expectEqual([...state.keys()], ["weight", "gamma"], `${given} the keys`);
      expectValues(state.get("weight"), [1, 1], `${given} weight`);
    },
  },
  {
    name: "the hooks of modules below are called, too, each with its path and a dot",
    check(answer) {
      const { model: outer, block, inner } = model(answer);
      const prefixes: string[] = [];
      for (const module of [inner, outer, block]) {
        module.registerLoadStateDictPreHook((_, prefix) => void prefixes.push(prefix));
      }
      load(outer, new Map([["block.attention.weight", ones(2)]]), "with hooks at three depths");
      expectEqual(
        prefixes,
        ["", "block.", "block.attention."],
        "with hooks in model, model.block and model.block.attention, their prefixes",
      );
    },
  },
  {
    name: "all hooks get one state dict, the whole of it",
    check(answer) {
      const { model: outer, inner } = model(answer);
      outer.registerLoadStateDictPreHook((state) => {
        state.set("block.attention.weight", state.get("old.weight")!).delete("old.weight");
      });
      let seen: string[] = [];
      inner.registerLoadStateDictPreHook((state) => void (seen = [...state.keys()]));
      const state: State = new Map([["old.weight", tensor([5, 6])]]);
      load(outer, state, "with a hook that renames a key");
      expectEqual(seen, ["block.attention.weight"], "the keys that a child's hook sees after that");
      expectValues(inner["weight"], [5, 6], "a weight whose key a hook of the model has renamed");
    },
  },
  {
    name: "what hooks leave is held to the letter: other keys are still errors",
    check(answer) {
      const { model: outer, inner } = model(answer);
      inner.registerLoadStateDictPreHook((state, prefix) => void state.delete(`${prefix}mask`));
      expectThrows(
        () => outer.loadStateDict(new Map([["block.attention.wieght", ones(2)]])),
        RuntimeError,
        "Error(s) in loading state_dict for Module:\n" +
          '\tMissing key(s) in state_dict: "block.attention.weight". \n' +
          '\tUnexpected key(s) in state_dict: "block.attention.wieght". ',
        "with a hook for the mask, loading a state dict with block.attention.wieght only",
      );
      expectValues(inner["weight"], [0, 0], "after a state dict was refused, the weight");
    },
  },
  {
    name: "strict: false is still there for those who ask for it",
    check(answer) {
      const { model: outer, old } = model(answer);
      const keys = expectWorks(
        () => outer.loadStateDict(old, { strict: false }),
        "with { strict: false }, loading a state dict with an unexpected mask",
      );
      expectEqual(keys.missingKeys, [], "with { strict: false }, missingKeys");
      const left = "with { strict: false } and without hooks, unexpectedKeys";
      expectEqual(keys.unexpectedKeys, ["block.attention.mask"], left);
    },
  },
  {
    name: "becameTransient drops the buffer's key",
    check({ becameTransient }) {
      expectEqual(
        after(becameTransient("mask"), "", "weight", "mask"),
        ["weight"],
        'of weight and mask, what becameTransient("mask") leaves with the prefix ""',
      );
      expectEqual(
        after(becameTransient("mask"), "block.", "block.weight", "block.mask"),
        ["block.weight"],
        'of block.weight and block.mask, what becameTransient("mask") leaves with the prefix ' +
          '"block."',
      );
    },
  },
  {
    name: "becameTransient drops no other key, though it be similar, and misses none",
    check({ becameTransient }) {
      const keys = ["mask", "a.mask_token", "a.pad_mask", "a.mask.scale", "a.b.mask", "b.a.mask"];
      expectEqual(
        after(becameTransient("mask"), "a.", ...keys),
        keys,
        'of keys without a.mask, what becameTransient("mask") leaves with the prefix "a."',
      );
    },
  },
  {
    name: "becamePersistent gives the buffer a value where a checkpoint has none",
    check({ becamePersistent }) {
      const state: State = new Map([["norm.weight", ones(1)]]);
      becamePersistent("count", tensor(0, { dtype: "int32" }))(state, "norm.");
      expectEqual(
        [...state.keys()],
        ["norm.weight", "norm.count"],
        'with the prefix "norm.", the keys that becamePersistent("count", ...) leaves',
      );
      expectValues(state.get("norm.count"), 0, "and the value that it sets");
    },
  },
  {
    name: "becamePersistent leaves a value that is there",
    check({ becamePersistent }) {
      const state: State = new Map([["norm.count", tensor(7)]]);
      becamePersistent("count", tensor(0))(state, "norm.");
      expectValues(
        state.get("norm.count"),
        7,
        "where a state dict has norm.count, after becamePersistent norm.count",
      );
    },
  },
  {
    name:
      "an old checkpoint with a mask loads, wherever the module is, and the mask is not touched",
    on: accelerators,
    check(answer, device) {
      const { model: outer, inner, old } = model(answer);
      inner.registerLoadStateDictPreHook(answer.becameTransient("mask"));
      outer.to(device);
      load(outer, old, "with becameTransient, and an old checkpoint");
      expectValues(
        inner["weight"],
        [1, 1],
        `after an old checkpoint was loaded on ${device}, weight`,
      );
      expectOn(inner["mask"], device, `after an old checkpoint was loaded on ${device}, the mask`);
      expectValues(
        inner["mask"],
        MASK,
        `after an old checkpoint was loaded on ${device}, the mask`,
      );
    },
  },
  {
    name: "a checkpoint from before there was a counter loads, wherever the module is",
    on: accelerators,
    check(answer, device) {
      const { model: outer, inner } = model(answer);
      inner.registerBuffer("count", tensor(3, { dtype: "int32" }));
      const start = tensor(0, { dtype: "int32" });
      inner.registerLoadStateDictPreHook(answer.becamePersistent("count", start));
      outer.to(device);
      const loaded = `after a checkpoint without a count was loaded on ${device}, the count`;
      const old: State = new Map([["block.attention.weight", ones(2)]]);
      load(outer, old, "with becamePersistent, and a checkpoint without a count");
      expectOn(inner["count"], device, loaded);
      expectValues(inner["count"], 0, loaded);
      load(outer, outer.stateDict(), "with becamePersistent, and a checkpoint of today");
    },
  },
];

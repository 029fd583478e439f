/** State dicts beyond the semantics page: hooks, prefixes, metadata, and loading that must not go wrong. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { ModuleList } from "../src/nn/layers/containers.ts";
import { StateDict } from "../src/nn/state_dict.ts";
import { assertSays } from "./support/errors.ts";

class Model extends nn.Module {
  fc = new nn.Linear(2, 2, { bias: false });
  declare mask: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", zeros(2));
  }
}

const good = () => ({ mask: ones(2), "fc.weight": ones(2, 2) });

Deno.test("a prefix stands before every key, and its dot is part of it", () => {
  const state = new Model().stateDict({ prefix: "a." });
  assertEquals([...state.keys()], ["a.mask", "a.fc.weight"]);
  assertEquals([...state.metadata.keys()], ["a", "a.fc"]);
});

Deno.test("a state dict is a Map, and remembers each module's version", () => {
  const state = new Model().stateDict();
  assertEquals([state instanceof StateDict, state instanceof Map], [true, true]);
  assertEquals(Object.fromEntries(state.metadata), { "": { version: 1 }, fc: { version: 1 } });
});

Deno.test("state-dict hooks run before and after saving, children's first, and may change the dict", () => {
  const model = new Model();
  const seen: unknown[] = [];
  for (const module of [model, model.fc]) {
    const { name } = module.constructor;
    module.registerStateDictPreHook((_, prefix, keepVars) => {
      seen.push(["before", name, prefix, keepVars]);
    });
    module.registerStateDictHook((_, state, prefix, metadata) => {
      seen.push(["after", name, prefix, [...state.keys()], metadata.version]);
    });
  }
  const handle = model.fc.registerStateDictHook((_, state, prefix) => {
    state.delete(`${prefix}weight`);
  });
  assertEquals([...model.stateDict().keys()], ["mask"]);
  assertEquals(seen, [
    ["before", "Model", "", false],
    ["before", "Linear", "fc.", false],
    ["after", "Linear", "fc.", ["mask", "fc.weight"], 1],
    ["after", "Model", "", ["mask"], 1],
  ]);
  handle.remove();
  model.registerStateDictHook((_, state) => {
    const other = new StateDict();
    for (const [key, x] of state) other.set(key.toUpperCase(), x);
    return other;
  });
  assertEquals([...model.stateDict().keys()], ["MASK", "FC.WEIGHT"]);
});

Deno.test("a load pre-hook may rename old keys, without touching the dict that was passed", () => {
  const model = new Model();
  model.fc.registerLoadStateDictPreHook((module, { stateDict, prefix, metadata, strict }) => {
    assertStrictEquals(module, model.fc);
    assertEquals([prefix, metadata, strict], ["fc.", {}, true]);
    stateDict.set(`${prefix}weight`, stateDict.get(`${prefix}kernel`)!);
    stateDict.delete(`${prefix}kernel`);
  });
  const old = { mask: ones(2), "fc.kernel": ones(2, 2) };
  model.loadStateDict(old);
  assertEquals(model.fc.weight.toArray(), [[1, 1], [1, 1]]);
  assertEquals(Object.keys(old), ["mask", "fc.kernel"]);
});

Deno.test("a load pre-hook may refuse a dict", () => {
  const model = new Model();
  model.registerLoadStateDictPreHook((_, { errorMessages, unexpectedKeys, missingKeys }) => {
    errorMessages.push("too old");
    unexpectedKeys.push("u");
    missingKeys.push("m");
  });
  assertSays(
    () => model.loadStateDict(good()),
    RuntimeError,
    "Error(s) in loading state_dict for Model:\n" +
      '\tMissing key(s) in state_dict: "m". \n' +
      '\tUnexpected key(s) in state_dict: "u". \n' +
      "\ttoo old",
  );
  assertEquals(model.mask.toArray(), [0, 0]);
});

Deno.test("a load post-hook sees what was loaded, children's hooks first", () => {
  const model = new Model();
  const seen: unknown[] = [];
  model.registerLoadStateDictPostHook((module, keys) => {
    seen.push([module === model, model.mask.toArray(), keys.missingKeys]);
  });
  model.fc.registerLoadStateDictPostHook(() => void seen.push("fc"));
  model.loadStateDict(good());
  assertEquals(seen, ["fc", [true, [1, 1], []]]);
});

Deno.test("a load post-hook may clear the keys that would be errors", () => {
  const model = new Model();
  model.registerLoadStateDictPostHook((_, keys) => {
    keys.missingKeys.length = 0;
    keys.unexpectedKeys.length = 0;
  });
  model.loadStateDict({ mask: ones(2), zzz: ones(1) });
  assertEquals(model.mask.toArray(), [1, 1]);
});

Deno.test("what a load post-hook objects to is put back as it was", () => {
  for (const assign of [false, true]) {
    const model = new Model();
    const { weight } = model.fc;
    const before = weight.clone().toArray();
    const handle = model.registerLoadStateDictPostHook((_, keys) => {
      keys.missingKeys.push("taste");
    });
    assertSays(
      () => model.loadStateDict(good(), { assign }),
      RuntimeError,
      "Error(s) in loading state_dict for Model:\n" +
        '\tMissing key(s) in state_dict: "taste". ',
    );
    handle.remove();
    model.registerLoadStateDictPostHook(() => {
      throw new Error("broken hook");
    });
    assertThrows(() => model.loadStateDict(good(), { assign }), Error, "broken hook");
    assertStrictEquals(model.fc.weight, weight);
    assertEquals([weight.toArray(), model.mask.toArray()], [before, [0, 0]]);
  }
});

Deno.test("what is no dict of tensors is refused", () => {
  const types: [unknown, string][] = [
    [3, "int"],
    [null, "NoneType"],
    [[ones(2)], "list"],
    [ones(2), "torch.FloatTensor"],
    [new Model(), "Model"],
  ];
  for (const [value, type] of types) {
    assertSays(
      () => new Model().loadStateDict(value as never),
      TypeError,
      `Expected state_dict to be dict-like, got <class '${type}'>.`,
    );
  }
  assertSays(
    () => new Model().loadStateDict({ ...good(), mask: 3 as never }),
    RuntimeError,
    "Error(s) in loading state_dict for Model:\n" +
      '\tWhile copying the parameter named "mask", expected torch.Tensor or Tensor-like object ' +
      "from checkpoint but received <class 'int'>",
  );
});

Deno.test("tensors that cannot be read or written are named, and nothing is loaded", () => {
  const disposed = ones(2);
  disposed.dispose();
  const words = (why: string) =>
    "Error(s) in loading state_dict for Model:\n" +
    '\tWhile copying the parameter named "mask", whose dimensions in the model are ' +
    "torch.Size([2]) and whose dimensions in the checkpoint are torch.Size([2]), " +
    `an exception occurred : ('${why}',).`;
  const model = new Model();
  const weight = model.fc.weight.clone().toArray();
  const load = (mask: Tensor) => () => model.loadStateDict({ ...good(), mask });
  assertSays(
    load(ones(2, { device: "meta" })),
    RuntimeError,
    words("Cannot copy out of meta tensor; no data!"),
  );
  assertSays(
    load(disposed),
    RuntimeError,
    words("this tensor was disposed of: its memory has been given back"),
  );
  model.mask = zeros(1).expand(2);
  assertSays(
    load(ones(2)),
    RuntimeError,
    words(
      "unsupported operation: more than one element of the written-to tensor refers to a " +
        "single memory location. Please clone() the tensor before performing the operation.",
    ),
  );
  model.mask = zeros(2, { device: "meta" });
  assertSays(load(ones(2)), RuntimeError, words("Cannot copy into meta tensor; no data!"));
  assertEquals(model.fc.weight.toArray(), weight);
});

Deno.test("keys below a parameter, of no child, and of a child itself are unexpected", () => {
  const model = new Model();
  model.registerModule("gone", null);
  const { unexpectedKeys } = model.loadStateDict({
    ...good(),
    "mask.x": ones(1),
    "gone.x": ones(1),
    "other.x": ones(1),
    fc: ones(1),
    "fc.zzz": ones(1),
  }, { strict: false });
  assertEquals(unexpectedKeys, ["mask.x", "gone.x", "other.x", "fc", "fc.zzz"]);
});

Deno.test("a module loads its own tensors under other names without mixing them up", () => {
  const model = new nn.Module();
  model.registerBuffer("a", tensor([1, 1]));
  model.registerBuffer("b", tensor([2, 2]));
  const { a, b } = Object.fromEntries(model.stateDict());
  model.loadStateDict({ a: b!, b: a! });
  assertEquals(model.getBuffer("a")!.toArray(), [2, 2]);
  assertEquals(model.getBuffer("b")!.toArray(), [1, 1]);
});

Deno.test("tied parameters are saved twice, load by copying, and stay tied when assigned", () => {
  const [a, b] = [new nn.Linear(1, 1, { bias: false }), new nn.Linear(1, 1, { bias: false })];
  b.weight = a.weight;
  const model = new ModuleList([a, b]);
  const state = model.stateDict();
  assertEquals([...state.keys()], ["0.weight", "1.weight"]);
  model.loadStateDict({ "0.weight": tensor([[1]]), "1.weight": tensor([[2]]) });
  assertEquals(a.weight.toArray(), [[2]]);
  model.loadStateDict({ "0.weight": tensor([[3]]), "1.weight": tensor([[4]]) }, { assign: true });
  assertStrictEquals(a.weight, b.weight);
  assertEquals(a.weight.toArray(), [[4]]);
});

Deno.test("assigning whole numbers to a parameter that learns is refused, and changes nothing", () => {
  const model = new Model();
  const state = { ...good(), "fc.weight": ones(2, 2, { dtype: "int32" }) };
  assertThrows(() => model.loadStateDict(state, { assign: true }), RuntimeError, "fc.weight");
  assertEquals(model.mask.toArray(), [0, 0]);
});

Deno.test("an empty module loads an empty dict", () => {
  assertEquals(
    String(new nn.Module().loadStateDict(new Map())),
    "<All keys matched successfully>",
  );
});

/** What the semantics page says of loadStateDict, in its order. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { assertSays } from "./support/errors.ts";

class N extends nn.Module {
  fc = new nn.Linear(2, 2);
  declare mask: Tensor;
  declare passing: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", zeros(2, 2));
    this.registerBuffer("passing", zeros(2), { persistent: false });
    this.registerBuffer("empty", null);
  }
}

/** The state of a module, with values of its own. */
function stateOf(module: nn.Module): Map<string, Tensor> {
  return new Map(module.stateDict().entries().map(([key, x]) => [key, x.clone()]));
}

Deno.test("loading reports everything at once: missing, unexpected, then wrong sizes", () => {
  const state = stateOf(new N());
  state.delete("fc.bias");
  state.set("zzz", ones(1)).set("mask", ones(3, 3));
  assertSays(
    () => new N().loadStateDict(state),
    RuntimeError,
    "Error(s) in loading state_dict for N:\n" +
      '\tMissing key(s) in state_dict: "fc.bias". \n' +
      '\tUnexpected key(s) in state_dict: "zzz". \n' +
      "\tsize mismatch for mask: copying a param with shape torch.Size([3, 3]) from checkpoint, " +
      "the shape in current model is torch.Size([2, 2]).",
  );
  state.delete("mask");
  assertSays(
    () => new N().loadStateDict(state),
    RuntimeError,
    "Error(s) in loading state_dict for N:\n" +
      '\tMissing key(s) in state_dict: "mask", "fc.bias". \n' +
      '\tUnexpected key(s) in state_dict: "zzz". ',
  );
});

Deno.test("with strict false the missing and unexpected keys are returned, and the others loaded", () => {
  const module = new N();
  const { missingKeys, unexpectedKeys } = module.loadStateDict(
    { zzz: ones(1), mask: ones(2, 2) },
    { strict: false },
  );
  assertEquals(missingKeys, ["fc.weight", "fc.bias"]);
  assertEquals(unexpectedKeys, ["zzz"]);
  assertEquals(module.mask.toArray(), [[1, 1], [1, 1]]);
});

Deno.test("with strict false wrong sizes still throw", () => {
  assertSays(
    () => new N().loadStateDict({ mask: ones(3) }, { strict: false }),
    RuntimeError,
    "Error(s) in loading state_dict for N:\n" +
      "\tsize mismatch for mask: copying a param with shape torch.Size([3]) from checkpoint, " +
      "the shape in current model is torch.Size([2, 2]).",
  );
});

Deno.test("a full match prints that all keys matched; else both lists are printed", () => {
  const module = new N();
  assertEquals(String(module.loadStateDict(stateOf(module))), "<All keys matched successfully>");
  assertEquals(
    String(
      new nn.Linear(1, 1).loadStateDict({ weight: ones(1, 1), zzz: ones(1) }, { strict: false }),
    ),
    "_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['zzz'])",
  );
});

Deno.test("loading copies in place: the objects stay, and aliases see the change", () => {
  const module = new N();
  const { weight } = module.fc;
  const { mask } = module;
  const alias = module.stateDict().get("fc.weight")!;
  module.loadStateDict({ "fc.weight": ones(2, 2), mask: ones(2, 2) }, { strict: false });
  assertStrictEquals(module.fc.weight, weight);
  assertStrictEquals(module.mask, mask);
  assertEquals(alias.toArray(), [[1, 1], [1, 1]]);
  assertEquals(weight.requiresGrad, true);
});

Deno.test("loading casts to the module's dtype and moves to its device", () => {
  const module = new N().to("sim");
  module.loadStateDict({ mask: tensor([[1, 2], [3, 4]], { dtype: "int32" }) }, { strict: false });
  assertEquals(module.mask.dtype, "float32");
  assertEquals(module.mask.device.toString(), "sim:0");
  assertEquals(module.mask.toArray(), [[1, 2], [3, 4]]);
});

Deno.test("loading leaves non-persistent buffers alone", () => {
  const module = new N();
  module.loadStateDict({ ...Object.fromEntries(stateOf(module)), passing: ones(2) }, {
    strict: false,
  });
  assertEquals(module.passing.toArray(), [0, 0]);
});

Deno.test("the keys of non-persistent and of null buffers are unexpected", () => {
  const state = stateOf(new N()).set("passing", ones(2)).set("empty", ones(2));
  assertSays(
    () => new N().loadStateDict(state),
    RuntimeError,
    "Error(s) in loading state_dict for N:\n" +
      '\tUnexpected key(s) in state_dict: "passing", "empty". ',
  );
});

Deno.test("a dict that does not fit changes nothing", () => {
  const misfits: Record<string, Tensor>[] = [
    { zzz: ones(1) },
    { "fc.bias": ones(3) },
    { "fc.bias": ones(2, { device: "meta" }) },
    { "fc.bias": 3 as never },
  ];
  for (const misfit of misfits) {
    const module = new N();
    const before = stateOf(module);
    const versions = module.parameters().map(({ version }) => version).toArray();
    const good = { mask: ones(2, 2), "fc.weight": ones(2, 2), "fc.bias": ones(2) };
    assertSays(
      () => module.loadStateDict({ ...good, ...misfit }),
      RuntimeError,
      "Error(s) in loading state_dict for N:",
    );
    for (const [key, x] of module.stateDict()) {
      assertEquals(x.toArray(), before.get(key)!.toArray());
    }
    assertEquals(module.parameters().map(({ version }) => version).toArray(), versions);
  }
});

Deno.test("a vector of one element loads into a 0-d slot; a longer one does not", () => {
  const module = new nn.Module();
  module.registerBuffer("count", tensor(0));
  module.loadStateDict({ count: tensor([7]) });
  assertEquals(module.getBuffer("count")?.toArray(), 7);
  assertSays(
    () => module.loadStateDict({ count: tensor([7, 8]) }),
    RuntimeError,
    "Error(s) in loading state_dict for Module:\n" +
      "\tsize mismatch for count: copying a param with shape torch.Size([2]) from checkpoint, " +
      "the shape in current model is torch.Size([]).",
  );
});

Deno.test("batch norm tolerates a missing num_batches_tracked, unless metadata say that it was saved", () => {
  const saved = new nn.BatchNorm1d(2).stateDict();
  assertEquals(saved.metadata.get(""), { version: 2 });
  const old = new Map(saved);
  old.delete("num_batches_tracked");
  const module = new nn.BatchNorm1d(2);
  module.num_batches_tracked!.fill_(5);
  assertEquals(String(module.loadStateDict(old)), "<All keys matched successfully>");
  assertEquals(module.num_batches_tracked!.item(), 0);
  saved.delete("num_batches_tracked");
  assertSays(
    () => module.loadStateDict(saved),
    RuntimeError,
    "Error(s) in loading state_dict for BatchNorm1d:\n" +
      '\tMissing key(s) in state_dict: "num_batches_tracked". ',
  );
});

Deno.test("assign puts the dict's tensors in place of the module's, which keep requiresGrad", () => {
  const module = new N();
  module.fc.weight.requiresGrad = false;
  const { weight: oldWeight, bias: oldBias } = module.fc;
  const state = stateOf(new N()).set("mask", ones(2, 2, { dtype: "int32", device: "sim" }));
  module.loadStateDict(state, { assign: true });
  assertEquals(module.fc.weight === oldWeight || module.fc.bias === oldBias, false);
  assertStrictEquals(module.fc.weight.storage, state.get("fc.weight")!.storage);
  assertStrictEquals(module.mask, state.get("mask"));
  assertEquals([...module.parameters()].map((p) => p.requiresGrad), [false, true]);
  assertEquals([...module.namedBuffers()].map(([name]) => name), ["mask", "passing"]);
});

/**
 * What the semantics page says of loadStateDict, in its order. Most of it stands in conformance/, where a
 * Module that others write is held to it, too.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { testKata } from "../katas/support/testing.ts";
import { library } from "./conformance/library.ts";
import { loading, stateOf, writesNothing } from "./conformance/loading.ts";
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

testKata(loading, library);

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

Deno.test("a dict whose values cannot be copied changes nothing", () => {
  writesNothing(library, ["fc.bias", ones(2, { device: "meta" })]);
  writesNothing(library, ["fc.bias", 3 as never]);
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

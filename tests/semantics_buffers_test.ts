/**
 * The second table of the semantics page: what happens to a registered buffer, and in which order. Most of
 * it stands in conformance/, where a Module that others write is held to it, too.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { AttributeError, nn, ones, zeros } from "@hibana/hibana";
import { testKata } from "../katas/support/testing.ts";
import { buffers } from "./conformance/buffers.ts";
import { names } from "./conformance/kit.ts";
import { library } from "./conformance/library.ts";
import { assertSays } from "./support/errors.ts";

testKata(buffers, library);

Deno.test("a Parameter or a Module that takes a buffer's place is found by its own name only", () => {
  const module = new nn.Module();
  module.registerBuffer("a", zeros(2));
  module.registerBuffer("b", zeros(2));
  const [parameter, child] = [new nn.Parameter(ones(2)), new nn.Module()];
  Object.assign(module, { a: parameter, b: child });
  assertStrictEquals(module.getParameter("a"), parameter);
  assertStrictEquals(module.getSubmodule("b"), child);
  assertSays(() => module.getBuffer("a"), AttributeError, "`a` is not a buffer");
});

Deno.test("an nn.Buffer registers itself when it is assigned", () => {
  class Assigned extends nn.Module {
    kept = new nn.Buffer(zeros(2));
    passing = new nn.Buffer(ones(2), { persistent: false });
  }
  const module = new Assigned();
  assertEquals(names(module.namedBuffers()), ["kept", "passing"]);
  assertEquals([...module.stateDict().keys()], ["kept"]);
  module.kept = new nn.Buffer(ones(2), { persistent: false });
  assertEquals([...module.stateDict().keys()], []);
});

Deno.test("named buffers give repeats where they are asked for", () => {
  const [module, child, shared] = [new nn.Module(), new nn.Module(), ones(2)];
  module.registerModule("child", child);
  module.registerBuffer("own", zeros(1));
  module.registerBuffer("again", shared);
  child.registerBuffer("mask", shared);
  assertEquals(
    names(module.namedBuffers({ removeDuplicate: false })),
    ["own", "again", "child.mask"],
  );
});

Deno.test("keepVars puts the parameters and buffers themselves into a state dict", () => {
  const linear = new nn.Linear(2, 2, { bias: false });
  assertStrictEquals(linear.stateDict({ keepVars: true }).get("weight"), linear.weight);
});

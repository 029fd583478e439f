/** The second table of the semantics page: what happens to a registered buffer, and in which order. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { AttributeError, KeyError, nn, ones, type Tensor, zeros } from "@hibana/hibana";
import { assertSays } from "./support/errors.ts";

class Masked extends nn.Module {
  declare mask: Tensor | null;
  constructor(mask: Tensor | null = zeros(2), persistent = true) {
    super();
    this.registerBuffer("mask", mask, { persistent });
  }
}

/** Assigns without TypeScript's consent. */
function assign(module: nn.Module, name: string, value: unknown): void {
  const assigned: Record<string, unknown> = module as never;
  assigned[name] = value;
}

function bufferNames(module: nn.Module): string[] {
  return module.namedBuffers().map(([name]) => name).toArray();
}

Deno.test("a non-persistent buffer is listed and moved, but not in the state dict", () => {
  const module = new Masked(zeros(2), false);
  assertEquals(bufferNames(module), ["mask"]);
  module.to("sim");
  assertEquals(module.mask?.device.toString(), "sim:0");
  assertEquals([...module.stateDict().keys()], []);
  module.registerBuffer("mask", zeros(2));
  assertEquals([...module.stateDict().keys()], ["mask"]);
});

Deno.test("a null buffer keeps its slot, is in neither list, and takes a tensor later", () => {
  const module = new Masked(null);
  assertEquals(module.mask, null);
  assertEquals(bufferNames(module), []);
  assertEquals([...module.stateDict().keys()], []);
  module.mask = zeros(2);
  assertEquals(bufferNames(module), ["mask"]);
  assertEquals([...module.stateDict().keys()], ["mask"]);
});

Deno.test("a buffer stays one when another tensor or null is assigned", () => {
  const module = new Masked(zeros(2), false);
  const other = ones(3, 4, { dtype: "int32" });
  module.mask = other;
  assertStrictEquals(module.getBuffer("mask"), other);
  assertEquals([...module.stateDict().keys()], []);
  module.mask = null;
  assertEquals(bufferNames(module), []);
  module.mask = other;
  assertEquals(bufferNames(module), ["mask"]);
  assertEquals([...module.stateDict().keys()], []);
});

Deno.test("a buffer refuses what is neither a tensor nor null", () => {
  const module = new Masked();
  const before = module.mask;
  for (const [value, type] of [[0.5, "float"], ["a", "str"], [undefined, "undefined"]]) {
    assertSays(
      () => assign(module, "mask", value),
      TypeError,
      `cannot assign '${type}' as buffer 'mask' (torch.nn.Buffer, torch.Tensor or None expected)`,
    );
  }
  assertStrictEquals(module.mask, before);
});

Deno.test("a deleted buffer's name takes a tensor as a plain attribute", () => {
  const module = new Masked();
  Reflect.deleteProperty(module, "mask");
  assertEquals("mask" in module, false);
  module.mask = zeros(2);
  assertEquals(bufferNames(module), []);
  assertEquals([...module.stateDict().keys()], []);
});

Deno.test("a Parameter or a Module assigned over a buffer takes its place", () => {
  const learned = new Masked();
  const parameter = new nn.Parameter(ones(2));
  learned.mask = parameter;
  assertEquals(bufferNames(learned), []);
  assertStrictEquals(learned.getParameter("mask"), parameter);

  const nested = new Masked();
  const child = new nn.Module();
  assign(nested, "mask", child);
  assertEquals(bufferNames(nested), []);
  assertStrictEquals(nested.getSubmodule("mask"), child);
});

Deno.test("registerParameter over a buffer is refused", () => {
  assertSays(
    () => new Masked().registerParameter("mask", new nn.Parameter(ones(2))),
    KeyError,
    "attribute 'mask' already exists",
  );
});

Deno.test("a Parameter given to registerBuffer is a buffer only", () => {
  const parameter = new nn.Parameter(ones(2));
  const module = new Masked(parameter);
  assertStrictEquals(module.getBuffer("mask"), parameter);
  assertEquals([...module.parameters()], []);
});

Deno.test("a tensor over a parameter or a child is refused", () => {
  const linear = new nn.Linear(2, 2);
  assertSays(
    () => assign(linear, "weight", zeros(2, 2)),
    TypeError,
    "cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)",
  );
  const parent = new nn.Module();
  parent.registerModule("x", linear);
  assertSays(
    () => assign(parent, "x", zeros(2)),
    TypeError,
    "cannot assign 'torch.FloatTensor' as child module 'x' (torch.nn.Module or None expected)",
  );
});

Deno.test("getBuffer of another thing is refused", () => {
  const linear = new nn.Linear(2, 2);
  assertSays(() => linear.getBuffer("weight"), AttributeError, "`weight` is not a buffer");
  assertSays(() => linear.getBuffer("zzz"), AttributeError, "Linear has no attribute `zzz`");
});

Deno.test("an nn.Buffer registers itself when it is assigned", () => {
  class Assigned extends nn.Module {
    kept = new nn.Buffer(zeros(2));
    passing = new nn.Buffer(ones(2), { persistent: false });
  }
  const module = new Assigned();
  assertEquals(bufferNames(module), ["kept", "passing"]);
  assertEquals([...module.stateDict().keys()], ["kept"]);
  module.kept = new nn.Buffer(ones(2), { persistent: false });
  assertEquals([...module.stateDict().keys()], []);
});

class Nested extends nn.Module {
  first = new Masked();
  weight = new nn.Parameter(zeros(1));
  second = new Masked();
  constructor() {
    super();
    this.registerBuffer("own", zeros(1));
    this.registerBuffer("passing", zeros(1), { persistent: false });
  }
}

Deno.test("named buffers list a module's own first, then its children's as they were registered", () => {
  assertEquals(bufferNames(new Nested()), ["own", "passing", "first.mask", "second.mask"]);
});

Deno.test("named buffers give each tensor once, unless repeats are asked for", () => {
  const module = new Nested();
  module.second.mask = module.first.mask;
  module.registerBuffer("again", module.first.mask);
  assertEquals(bufferNames(module), ["own", "passing", "again"]);
  assertEquals(
    module.namedBuffers({ removeDuplicate: false }).map(([name]) => name).toArray(),
    ["own", "passing", "again", "first.mask", "second.mask"],
  );
});

Deno.test("a state dict lists parameters, persistent buffers, children, and keeps repeats", () => {
  const module = new Nested();
  module.second.mask = module.first.mask;
  assertEquals(
    [...module.stateDict().keys()],
    ["weight", "own", "first.mask", "second.mask"],
  );
});

Deno.test("a state dict's values are detached aliases; keepVars gives the objects themselves", () => {
  const linear = new nn.Linear(2, 2, { bias: false });
  const alias = linear.stateDict().get("weight")!;
  assertEquals(alias.requiresGrad, false);
  alias.zero_();
  assertEquals(linear.weight.toArray(), [[0, 0], [0, 0]]);
  assertStrictEquals(linear.stateDict({ keepVars: true }).get("weight"), linear.weight);
});

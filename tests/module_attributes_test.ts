/**
 * What assigning, defining and deleting attributes of a module means. Much of it stands in conformance/,
 * where a Module that others write is held to it, too.
 */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { AttributeError, KeyError, nn, ones, tensor, ValueError, zeros } from "@hibana/hibana";
import { testKata } from "../katas/support/testing.ts";
import { attributes } from "./conformance/attributes.ts";
import { assign, registered } from "./conformance/kit.ts";
import { library } from "./conformance/library.ts";
import { assertSays } from "./support/errors.ts";

testKata(attributes, library);

Deno.test("what a subclass prints may come from a private field", () => {
  class Secretive extends nn.Module {
    #factor = 3;
    override extraRepr(): string {
      return `factor=${this.#factor}`;
    }
  }
  assertEquals(Deno.inspect(new Secretive()), "Secretive(factor=3)");
});

Deno.test("a plain attribute may be named device", () => {
  class Placed extends nn.Module {
    constructor() {
      super();
      assign(this, "device", "here");
    }
  }
  const placed: { device: unknown } = new Placed();
  assertEquals(placed.device, "here");
  assertEquals(Object.keys(placed).includes("device"), true);
  placed.device = "there";
  assertEquals(placed.device, "there");
});

Deno.test("a child's empty slot is printed", () => {
  const module = holding("x");
  assign(module, "x", null);
  assertEquals(String(module), "Module(\n  (x): None\n)");
});

Deno.test("an accessor defined over a registered name takes its place", () => {
  const linear = new nn.Linear(1, 1);
  Object.defineProperty(linear, "weight", { get: () => ones(1, 1), configurable: true });
  assertEquals(registered(linear).parameters, ["bias"]);
  assertEquals(linear.forward(zeros(1, 1)).shape, [1, 1]);
});

Deno.test("a registered name must not be that of a method", () => {
  const module = new nn.Module();
  const values = [new nn.Parameter(ones(1)), new nn.Buffer(ones(1)), new nn.Module()];
  for (const value of values) {
    assertSays(() => assign(module, "to", value), KeyError, "attribute 'to' already exists");
  }
  assertEquals(typeof module.to, "function");
});

Deno.test("names with a dot and empty names are refused, assigned ones too", () => {
  const module = new nn.Module();
  const parameter = new nn.Parameter(ones(1));
  assertSays(
    () => module.registerParameter("a.b", parameter),
    KeyError,
    `parameter name can't contain "."`,
  );
  assertSays(
    () => module.registerModule("a.b", new nn.Module()),
    KeyError,
    `module name can't contain ".", got: a.b`,
  );
  assertSays(
    () => module.registerModule("", new nn.Module()),
    KeyError,
    `module name can't be empty string ""`,
  );
  assertSays(
    () => assign(module, "a.b", parameter),
    KeyError,
    `parameter name can't contain "."`,
  );
});

Deno.test("registerParameter and registerModule refuse other things", () => {
  const module = new nn.Module();
  assertSays(
    () => module.registerParameter("w", ones(1) as nn.Parameter),
    TypeError,
    "cannot assign 'torch.FloatTensor' object to parameter 'w' " +
      "(torch.nn.Parameter or None required)",
  );
  assertSays(
    () => module.addModule("x", 3 as never),
    TypeError,
    "int is not a Module subclass",
  );
  assertSays(
    () => assign(holding("x"), "x", 3),
    TypeError,
    "cannot assign 'int' as child module 'x' (torch.nn.Module or None expected)",
  );
});

/** A module with a child of that name. */
function holding(name: string): nn.Module {
  const module = new nn.Module();
  module.registerModule(name, new nn.Module());
  return module;
}

Deno.test("a parameter that was computed is refused", () => {
  const computed = new nn.Parameter(ones(1), false);
  computed.mul_(ones(1, { requiresGrad: true }));
  const words =
    "Cannot assign non-leaf Tensor to parameter 'w'. Model parameters must be created " +
    "explicitly. To express 'w' as a function of another Tensor, compute the value in the " +
    "forward() method.";
  const module = new nn.Module();
  assertSays(() => module.registerParameter("w", computed), ValueError, words);
  assertSays(() => assign(module, "w", computed), ValueError, words);
});

Deno.test("a parameter shares its data's elements, off the tape, and prints what it is", () => {
  const data = tensor([1, 2]);
  const parameter = new nn.Parameter(data);
  data.fill_(3);
  assertEquals(parameter.toArray(), [3, 3]);
  assertEquals([parameter.isLeaf, parameter.requiresGrad, data.requiresGrad], [true, true, false]);
  assertEquals(
    String(parameter),
    "Parameter containing:\ntensor([3., 3.], requires_grad=True)",
  );
  assertEquals(new nn.Parameter(parameter.mul(2)).isLeaf, true);
  assertEquals(new nn.Parameter(data, false).requiresGrad, false);
  assertThrows(() => new nn.Parameter([1, 2] as never), TypeError, "must be Tensor");
  assertThrows(() => new nn.Buffer([1, 2] as never), TypeError, "must be Tensor");
});

Deno.test("an nn.Buffer prints as a tensor", () => {
  assertEquals(String(new nn.Buffer(ones(2))), "tensor([1., 1.])");
});

Deno.test("paths lead to modules and parameters, and errors say where they end", () => {
  const model = holding("a");
  const linear = new nn.Linear(1, 1);
  model.getSubmodule("a").registerModule("fc", linear);
  assertStrictEquals(model.getSubmodule(""), model);
  assertStrictEquals(model.getSubmodule("a.fc"), linear);
  assertStrictEquals(model.getParameter("a.fc.weight"), linear.weight);
  assertSays(() => model.getSubmodule("a.fc.x"), AttributeError, "Linear has no attribute `x`");
  assertSays(() => model.getSubmodule("to"), AttributeError, "`to` is not an nn.Module");
  assertSays(() => model.getParameter("a.fc"), AttributeError, "`fc` is not an nn.Parameter");
  assertEquals(
    assertSays(() => model.getParameter("b.weight"), AttributeError, "Module has no attribute `b`"),
    "Child modules of Module: a.",
  );
});

Deno.test("setSubmodule puts a module at a path", () => {
  const model = holding("a");
  const linear = new nn.Linear(1, 1);
  model.setSubmodule("a.fc", linear);
  assertStrictEquals(model.getSubmodule("a.fc"), linear);
  model.setSubmodule("a", linear);
  assertStrictEquals(model.getSubmodule("a"), linear);
  assertSays(
    () => model.setSubmodule("", linear),
    ValueError,
    "Cannot set the submodule without a target name!",
  );
});

Deno.test("a frozen module refuses assignments, and its lists stay right", () => {
  const linear = Object.freeze(new nn.Linear(1, 1));
  assertThrows(() => assign(linear, "extra", new nn.Parameter(ones(1))), TypeError);
  assertThrows(() => linear.registerBuffer("extra", ones(1)), TypeError);
  assertEquals(registered(linear).buffers, []);
  assertEquals(registered(linear).parameters, ["weight", "bias"]);
});

Deno.test("a module does not become its own child, near or far", () => {
  const [parent, child] = [holding("child"), new nn.Module()];
  parent.getSubmodule("child").registerModule("below", child);
  const words = (name: string) =>
    `cannot assign a module that contains this Module as its child '${name}'`;
  assertSays(() => assign(parent, "self", parent), ValueError, words("self"));
  assertSays(() => assign(child, "parent", parent), ValueError, words("parent"));
  assertSays(() => child.registerModule("parent", parent), ValueError, words("parent"));
  assertEquals(registered(child).children, []);
  class Child extends nn.Module {
    #parent: nn.Module;
    constructor(parent: nn.Module) {
      super();
      this.#parent = parent;
    }
    get parent(): nn.Module {
      return this.#parent;
    }
  }
  assign(parent, "fine", new Child(parent));
  assertEquals([...parent.modules()].length, 4);
});

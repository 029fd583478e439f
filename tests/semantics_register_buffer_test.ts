/** The first table of the semantics page: what registerBuffer refuses, in the order of its checks. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { AttributeError, KeyError, nn, type Tensor, zeros } from "@hibana/hibana";
import { assertSays } from "./support/errors.ts";

/** Stands where TypeScript would not let a value pass. */
function untyped<T>(value: unknown): T {
  return value as T;
}

class Holder extends nn.Module {
  plain = 3;
  weight = new nn.Parameter(zeros(2));
  child = new nn.Module();
  forward(x: Tensor): Tensor {
    return x;
  }
}

Deno.test("a buffer before the base constructor ran is impossible", () => {
  class Early extends nn.Module {
    constructor() {
      // @ts-expect-error: `this` is not there before super()
      // deno-lint-ignore no-this-before-super
      this.registerBuffer("x", zeros(2));
      super();
    }
  }
  assertThrows(() => new Early(), ReferenceError);
  const unborn: nn.Module = Object.create(nn.Module.prototype);
  assertSays(
    () => unborn.registerBuffer("x", zeros(2)),
    AttributeError,
    "cannot assign buffer before Module.__init__() call",
  );
});

Deno.test("a buffer's name that is no string is refused", () => {
  assertSays(
    () => new Holder().registerBuffer(untyped(3), zeros(2)),
    TypeError,
    "buffer name should be a string. Got int",
  );
});

Deno.test("a buffer's name with a dot is refused", () => {
  assertSays(
    () => new Holder().registerBuffer("a.b", zeros(2)),
    KeyError,
    `buffer name can't contain "."`,
  );
});

Deno.test("an empty buffer's name is refused", () => {
  assertSays(
    () => new Holder().registerBuffer("", zeros(2)),
    KeyError,
    `buffer name can't be empty string ""`,
  );
});

Deno.test("a name that a plain attribute, a method, a parameter or a child has is refused", () => {
  const module = new Holder();
  for (const name of ["plain", "training", "forward", "to", "device", "weight", "child"]) {
    assertSays(
      () => module.registerBuffer(name, zeros(2)),
      KeyError,
      `attribute '${name}' already exists`,
    );
  }
  module.registerBuffer("x", zeros(2));
  const again = zeros(3);
  module.registerBuffer("x", again);
  assertStrictEquals(module.getBuffer("x"), again);
});

Deno.test("a buffer's value that is neither a tensor nor null is refused", () => {
  const refused: [unknown, string][] = [
    [0.5, "float"],
    [3, "int"],
    ["a", "str"],
    [true, "bool"],
    [[1], "list"],
    [{}, "dict"],
    [undefined, "undefined"],
    [new Holder(), "Holder"],
  ];
  for (const [value, type] of refused) {
    const module = new Holder();
    assertSays(
      () => module.registerBuffer("x", untyped(value)),
      TypeError,
      `cannot assign '${type}' object to buffer 'x' (torch Tensor or None required)`,
    );
    assertEquals("x" in module, false);
  }
});

Deno.test("the first check that fails speaks", () => {
  const module = new Holder();
  const value = untyped<Tensor>(0.5);
  assertSays(
    () => module.registerBuffer(untyped(3), value),
    TypeError,
    "buffer name should be a string. Got int",
  );
  assertSays(
    () => module.registerBuffer("plain", value),
    KeyError,
    "attribute 'plain' already exists",
  );
});

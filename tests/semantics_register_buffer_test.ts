/**
 * The first table of the semantics page: what registerBuffer refuses, in the order of its checks. Most of
 * it stands in conformance/, where a Module that others write is held to it, too.
 */
import { assertThrows } from "@std/assert";
import { AttributeError, KeyError, nn, type Tensor, zeros } from "@hibana/hibana";
import { testKata } from "../katas/support/testing.ts";
import { untyped } from "./conformance/kit.ts";
import { library } from "./conformance/library.ts";
import { registering } from "./conformance/registering.ts";
import { assertSays } from "./support/errors.ts";

testKata(registering, library);

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

Deno.test("a buffer's name that is no string is refused, before anything else is looked at", () => {
  for (const value of [zeros(2), untyped<Tensor>(0.5)]) {
    assertSays(
      () => new nn.Module().registerBuffer(untyped(3), value),
      TypeError,
      "buffer name should be a string. Got int",
    );
  }
});

Deno.test("the name of a getter that every module has is refused", () => {
  assertSays(
    () => new nn.Module().registerBuffer("device", zeros(2)),
    KeyError,
    "attribute 'device' already exists",
  );
});

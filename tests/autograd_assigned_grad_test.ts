import { assertEquals } from "@std/assert";
import { ones, RuntimeError, type Tensor } from "../mod.ts";
import { assertSays } from "./support/errors.ts";

Deno.test("a gradient that does not fit its tensor is refused, and the old one stays", () => {
  const w = ones(2, { requiresGrad: true });
  w.grad = ones(2);
  const wrong: [Tensor, string][] = [
    [ones(3), "assigned grad has data of a different size"],
    [ones(2, { dtype: "float64" }), "assigned grad has data of a different type"],
    [ones(2, { device: "sim" }), "assigned grad has data located on a different device"],
    [1 as unknown as Tensor, "assigned grad expected to be a Tensor or None"],
  ];
  for (const [value, message] of wrong) {
    assertSays(() => w.grad = value, RuntimeError, message);
    assertEquals(w.grad.toArray(), [1, 1]);
  }
  w.grad = null;
  assertEquals(w.grad, null);
});

/** What the tests themselves take for close. */

import { assert, assertEquals } from "@std/assert";
import { isClose, toleranceOf } from "./support/closeness.ts";

Deno.test("nothing is close to an infinity or to NaN but itself", () => {
  for (const dtype of ["float16", "float32", "float64", "int32"] as const) {
    for (const wanted of [Infinity, -Infinity, NaN]) {
      const close = [Infinity, -Infinity, NaN, 0, 3e38, -3e38].filter((x) =>
        isClose(x, wanted, toleranceOf(dtype))
      );
      assertEquals(close, [wanted]);
    }
    assert(!isClose(Infinity, 1e30, toleranceOf(dtype)));
    assert(!isClose(NaN, 1, toleranceOf(dtype)));
  }
});

/** The end of tensors: disposal, and memory that there is not. */

import { assertEquals, assertThrows } from "@std/assert";
import { cat, ones, RuntimeError, type Tensor, zeros } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

onEachDevice("a tensor that was disposed of says so, and so do its views", (device) => {
  const x = ones(2, 2, { device });
  const view = x.at(0);
  const other = ones(2, 2, { device });
  x.dispose();
  x.dispose();
  const gone = "this tensor was disposed of: its memory has been given back";
  const uses: (() => unknown)[] = [
    () => x.add(1),
    () => x.add_(1),
    () => other.add(x),
    () => other.add_(x),
    () => x.toArray(),
    () => x.toTypedArray(),
    () => String(x),
    () => view.sum(),
    () => view.toArray(),
    () => x.matmul(other),
    () => cat([other, x]),
    () => x.at([0]).toArray(),
    () => x.setAt(0, 1),
    () => x.clone(),
    () => x.to("cpu", "int32"),
    () => x.softmax(0),
  ];
  for (const fn of uses) assertEquals(firstLine(fn, RuntimeError), gone);
  assertEquals([x.shape, x.dtype, other.toArray()], [[2, 2], "float32", [[1, 1], [1, 1]]]);
});

Deno.test("using disposes of a tensor at the end of its block", () => {
  let kept: Tensor;
  {
    using x = ones(2);
    kept = x;
    assertEquals(x.toArray(), [1, 1]);
  }
  assertThrows(() => kept.toArray(), RuntimeError, "disposed");
});

Deno.test("more memory than there is is an error, not the end of the process", () => {
  assertEquals(
    firstLine(() => zeros(1e6, 1e6), RuntimeError),
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000000 bytes.",
  );
});

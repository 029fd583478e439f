/** Sums of products against PyTorch's values, gradients and errors. */

import { assertEquals } from "@std/assert";
import { arange, einsum, ones, tensor, ValueError } from "@hibana/hibana";
import fixture from "./fixtures/ops_einsum.json" with { type: "json" };
import { assertRefused, wrong } from "./support/errors.ts";
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second" });

Deno.test("einsum passes over spaces, and takes its operands as a list too", () => {
  const [a, b] = [arange(6).view(2, 3), arange(6).view(3, 2)];
  const product = a.matmul(b).toArray();
  assertEquals(einsum(" i j , j k -> i k ", a, b).toArray(), product);
  assertEquals(einsum("ij,jk->ik", [a, b]).toArray(), product);
});

Deno.test("einsum of one operand gives a view where nothing is summed", () => {
  const x = tensor([[1, 2], [3, 4]]);
  einsum("ii->i", x).mul_(10);
  assertEquals(x.toArray(), [[10, 2], [3, 40]]);
});

Deno.test("einsum says what it takes", () => {
  assertRefused([
    [
      () => einsum("ij"),
      ValueError,
      "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list",
    ],
    [
      () => einsum(wrong(3), ones(2)),
      TypeError,
      "einsum(): argument 'equation' (position 1) must be str, not int",
    ],
    [
      () => einsum("ij,jk->ik", ones(2, 3), wrong(3)),
      TypeError,
      "expected Tensor as element 1 in argument 1, but got int",
    ],
  ]);
});

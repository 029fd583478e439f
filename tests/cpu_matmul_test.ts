/**
 * The CPU's matrix products against sums in double precision: all sizes at which one kernel ends and another
 * begins, all layouts of the operands.
 */

import { assert, assertEquals } from "@std/assert";
import { bmm, manualSeed, matmul, nn, randn, type Tensor, tensor, zeros } from "@hibana/hibana";
import { distance, layouts } from "./support/products.ts";

/** [batches, m, n, k]: around the edges of tiles, panels and blocks, few rows and columns, long sums. */
const sizes = [
  [1, 1, 1, 5000],
  [1, 1, 4099, 3],
  [1, 1, 65, 300],
  [1, 2, 63, 64],
  [1, 3, 1000, 17],
  [1, 4, 129, 65],
  [1, 8, 600, 520],
  [1, 9, 600, 440],
  [1, 65, 1, 300],
  [1, 300, 3, 17],
  [1, 5, 8, 257],
  [1, 6, 9, 1000],
  [1, 17, 17, 17],
  [1, 63, 65, 64],
  [1, 64, 63, 1],
  [1, 205, 41, 259],
  [1, 7, 2051, 3],
  [3, 33, 31, 29],
  [5, 1, 70, 66],
  [4, 70, 1, 66],
  [2, 3, 64, 2050],
] as const;

for (const [batches, m, n, k] of sizes) {
  Deno.test(`[${batches}, ${m}, ${k}] times [${batches}, ${k}, ${n}] is right in all layouts`, () => {
    manualSeed(m + n + k);
    const [a, b] = [randn(batches, m, k), randn(batches, k, n)];
    const bias = randn(n);
    const expected = bmm(a, b);
    assert(distance(a, b, expected) <= 1);
    for (const [left, ofLeft] of Object.entries(layouts)) {
      for (const [right, ofRight] of Object.entries(layouts)) {
        const [x, y] = [ofLeft(a), ofRight(b)];
        // What the first layout gave has been compared with the exact sums.
        const near = (product: Tensor, reference: Tensor) => {
          const off = product.sub(reference).abs().div(reference.abs().mul(1e-4).add(2e-5));
          return Number(off.max().item()) <= 1;
        };
        assert(near(bmm(x, y), expected), `${left} times ${right}`);
        if (batches > 1) continue;
        const sum = nn.functional.linear(x.at(0), y.at(0).t(), bias);
        assert(near(sum, expected.at(0).add(bias)), `linear, ${left} times ${right}`);
      }
    }
  });
}

Deno.test("one matrix serves a whole batch", () => {
  manualSeed(1);
  const [a, b] = [randn(1, 40, 30), randn(3, 30, 50)];
  assert(distance(a.expand(3, 40, 30), b, bmm(a.expand(3, 40, 30), b)) <= 1);
  const [x, y] = [randn(3, 40, 30), randn(1, 30, 50).expand(3, 30, 50)];
  assert(distance(x, y, bmm(x, y)) <= 1);
});

Deno.test("nothing outside of the operands gets into a product", () => {
  // Neighbours of the operands are NaN, and so would be what read them.
  for (const [m, n, k] of [[7, 9, 70], [1, 33, 201], [33, 1, 201], [41, 43, 45]] as const) {
    const around = layouts["in a larger one"]!;
    const product = bmm(around(zeros(1, m, k).fill_(1)), around(zeros(1, k, n).fill_(2)));
    assertEquals(product.min().item(), 2 * k);
    assertEquals(product.max().item(), 2 * k);
  }
});

Deno.test("NaN and infinities spread along their row and column, and no further", () => {
  for (const [m, n, k] of [[1, 70, 80], [70, 1, 80], [50, 60, 70]] as const) {
    const [a, b] = [zeros(m, k).fill_(1), zeros(k, n).fill_(1)];
    a.at(m - 1).at(k - 1).fill_(NaN);
    b.at(0).at(n - 1).fill_(-Infinity);
    const product = matmul(a, b);
    assertEquals(product.isnan().sum().item(), n);
    const infinite = product.isinf().sum().item();
    assertEquals(infinite, m - 1);
  }
});

Deno.test("sums of nothing are 0, and those of a linear map its bias", () => {
  assertEquals(matmul(zeros(90, 0), zeros(0, 80)).abs().max().item(), 0);
  const bias = tensor([1, 2]);
  assertEquals(nn.functional.linear(zeros(2, 0), zeros(2, 0), bias).toArray(), [[1, 2], [1, 2]]);
});

Deno.test("a long sum of equal numbers is exact where float32 can hold it", () => {
  const n = 2 ** 20;
  assertEquals(matmul(zeros(n).fill_(1), zeros(n).fill_(1)).item(), n);
});

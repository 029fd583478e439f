/** Sorting, ranking, searching and unique elements: against PyTorch, and against their definitions. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  autograd,
  type DType,
  isin,
  NotImplementedError,
  RuntimeError,
  searchsorted,
  type Tensor,
  tensor,
  zeros,
} from "@hibana/hibana";
import fixture from "./fixtures/ops_order.json" with { type: "json" };
import { call as callByName } from "./support/calls.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertRefused, assertSays } from "./support/errors.ts";
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.sorting);
testAgainstPyTorch(fixture.ranking);
testAgainstPyTorch(fixture.quantiles);
testAgainstPyTorch(fixture.unique);
testAgainstPyTorch(fixture.ofSquares, { order: "second, of squares" });

/** The fixture writes the sorter as a list. */
const withSorter: Call = (question, args, device) => {
  const { sorter } = question.options ?? {};
  if (!Array.isArray(sorter)) return callByName(question, args, device);
  const options = { ...question.options, sorter: tensor(sorter, { dtype: "int32", device }) };
  return callByName({ ...question, options }, args, device);
};
testAgainstPyTorch(fixture.searching, { call: withSorter });

/** Numbers that a dtype holds, with many ties, and where it has them NaN, infinities and both zeros. */
function numbers(count: number, dtype: DType): number[] {
  const special = [NaN, Infinity, -Infinity, 0, -0];
  return Array.from({ length: count }, (_, i) => {
    const n = Math.imul(i + 7, 2654435761) >>> 16;
    if (dtype === "bool") return n % 2;
    if (dtype === "uint8") return n % 256;
    if (dtype === "uint32") return n % 3 === 0 ? 2 ** 32 - 1 - n % 50 : n;
    if (dtype === "int32") return n % 3 === 0 ? -(2 ** 31) + n % 50 : n % 1000 - 500;
    return n % 11 === 0 ? special[n % 5]! : (n % 1500 - 750) / 8;
  });
}

/** Less than 0 where a comes first: NaN is the largest, -0 equals 0. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}

/** The positions of a row's elements in order, equal ones as they stood. */
function ranked(row: readonly number[], descending: boolean): number[] {
  const sign = descending ? -1 : 1;
  return row.map((_, i) => i).sort((i, j) => sign * compare(row[i]!, row[j]!) || i - j);
}

/** Holds when a vector is sorted as the reference does, to the sign of zeros. */
function assertSorts(row: readonly number[], dtype: DType, device: string, descending: boolean) {
  const { values, indices } = tensor(row, { dtype, device }).sort(0, { descending });
  const wanted = ranked(row, descending);
  // Compared by position first: a sentence about a hundred thousand elements helps nobody.
  const wrong = [...indices.toTypedArray()].findIndex((at, i) => at !== wanted[i]);
  assertEquals(wrong, -1, `${dtype} ${row.length} goes wrong at ${wrong}`);
  const got = [...values.toTypedArray()];
  assert(
    got.every((x, i) => Object.is(x, row[wanted[i]!])),
    `${dtype} ${row.length} changes values`,
  );
}

const SIZES = [0, 1, 2, 31, 32, 33, 64, 65, 255, 256, 257, 1000, 5000];

onEachDevice("sort puts any number of elements in order, stably, in both directions", (device) => {
  for (const n of SIZES) {
    for (const descending of [false, true]) {
      assertSorts(numbers(n, "float32"), "float32", device, descending);
    }
  }
  assertSorts(numbers(100_000, "float32"), "float32", device, false);
});

onEachDevice("sort puts elements of every dtype in order", (device) => {
  for (const dtype of ["float16", "int32", "uint32", "uint8", "bool"] as const) {
    for (const n of [7, 257]) {
      for (const descending of [false, true]) {
        assertSorts(numbers(n, dtype), dtype, device, descending);
      }
    }
  }
});

onEachDevice("sort takes rows along any dimension, however they lie", (device) => {
  const shape = [3, 70, 5];
  const flat = numbers(3 * 70 * 5, "float32");
  const x = tensor(flat, { device }).reshape(shape).transpose(0, 2).transpose(1, 2);
  const plain = x.contiguous();
  for (let dim = 0; dim < 3; dim++) {
    const { values, indices } = x.sort(dim, { descending: dim === 1 });
    assertEquals(values.shape, x.shape);
    const along = (t: Tensor) => t.transpose(dim, 2).contiguous().reshape(-1, x.size(dim));
    const [rows, got] = [along(plain).toArray(), along(indices).toArray()] as number[][][];
    assertEquals(got, rows!.map((row) => ranked(row, dim === 1)));
    assertEquals(values.toArray(), plain.gather(dim, indices).toArray());
  }
});

onEachDevice("sort takes more dimensions than one kernel walks", (device) => {
  const order = [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11];
  const x = tensor(numbers(4096, "int32"), { dtype: "int32", device })
    .reshape(new Array(12).fill(2)).permute(order);
  const { values, indices } = x.sort(3, { descending: true });
  const pairs = x.transpose(3, 11).reshape(-1, 2).toArray() as number[][];
  const wanted = pairs.map((pair) => pair.toSorted((a, b) => b - a));
  assertEquals(values.transpose(3, 11).reshape(-1, 2).toArray(), wanted);
  assertEquals(x.gather(3, indices).toArray(), values.toArray());
});

onEachDevice("searchsorted counts what is less, or less or equal, in long sequences", (device) => {
  const sequence = numbers(3000, "float32").sort(compare);
  const values = numbers(200, "float32");
  const [edges, wanted] = [sequence, values].map((row) => tensor(row, { device }));
  for (const right of [false, true]) {
    const counts = values.map((value) =>
      sequence.filter((edge) => compare(edge, value) < Number(right)).length
    );
    assertEquals(searchsorted(edges!, wanted!, { right }).toArray(), counts);
  }
});

// PyTorch compares by less-than alone, and so finds any place where the sequence ends in NaN.
onEachDevice("searchsorted takes NaN for the largest in the sequence, too", (device) => {
  const sequence = tensor([1, NaN, NaN, NaN, NaN], { device });
  const values = tensor([0, 1, 5, Infinity, NaN], { device });
  assertEquals(searchsorted(sequence, values).toArray(), [0, 0, 1, 1, 1]);
  assertEquals(searchsorted(sequence, values, { right: true }).toArray(), [0, 1, 1, 1, 5]);
});

onEachDevice("searchsorted refuses a sorter that points nowhere", (device) => {
  const sorter = tensor([0, 1, 5], { dtype: "int32", device });
  const sequence = tensor([1, 2, 3], { device });
  assertThrows(() => searchsorted(sequence, sequence, { sorter }).toArray(), RuntimeError);
});

// PyTorch 1.13 puts unique elements in order by less-than, with NaN in any place.
onEachDevice("unique puts each NaN last, as an element of its own", (device) => {
  const x = tensor([NaN, 2, NaN, 1, 2], { device });
  const results = x.unique({ returnInverse: true, returnCounts: true });
  assertEquals(
    results.map((result) => result.toArray()),
    [[1, 2, NaN, NaN], [2, 1, 3, 0, 1], [1, 2, 1, 1]],
  );
});

onEachDevice("unique and its inverse give the elements back", (device) => {
  const x = tensor(numbers(1200, "int32"), { dtype: "int32", device }).reshape(30, 40).remainder(7);
  const [values, inverse, counts] = x.unique({ returnInverse: true, returnCounts: true });
  assertEquals(values.toArray(), [0, 1, 2, 3, 4, 5, 6]);
  assertEquals(values.indexSelect(0, inverse.flatten()).toArray(), x.flatten().toArray());
  assertEquals(counts.sum().item(), 1200);
  const [rows, place] = x.remainder(2).narrow(1, 0, 3).unique({ dim: 0, returnInverse: true });
  assertEquals(rows.indexSelect(0, place).toArray(), x.remainder(2).narrow(1, 0, 3).toArray());
});

Deno.test("unique elements have no gradient, and backward says so", () => {
  const x = tensor([1, 2, 2], { requiresGrad: true });
  for (
    const [name, result] of [["_unique2", x.unique()], [
      "unique_dim",
      x.unique({ dim: 0 }),
    ]] as const
  ) {
    assertSays(
      () => autograd.grad([result.sum()], [x]),
      NotImplementedError,
      `the derivative for '${name}' is not implemented.`,
    );
  }
});

Deno.test("quantile checks a tensor of parts where it can be seen, and the length everywhere", () => {
  const range = "quantile() q values must be in the range [0, 1]";
  const long = zeros(2 ** 24 + 1, { device: "meta" });
  assertRefused([
    [() => tensor([1, 2]).quantile(tensor([0.5, 1.5])), RuntimeError, range],
    [() => tensor([1, 2]).nanquantile(tensor(NaN)), RuntimeError, range],
    [() => long.quantile(0.5), RuntimeError, "quantile() input tensor is too large"],
  ]);
  assertEquals(zeros(2 ** 24, { device: "meta" }).quantile(0.5).shape, []);
});

onEachDevice("the first of equal elements comes first in topk, kthvalue and median", (device) => {
  const x = tensor([2, 1, 2, 1, 2], { device });
  assertEquals(x.topk(3).indices.toArray(), [0, 2, 4]);
  assertEquals(x.topk(3, 0, { largest: false }).indices.toArray(), [1, 3, 0]);
  assertEquals(x.kthvalue(4).indices.item(), 2);
  assertEquals(x.median(0).indices.item(), 0);
});

onEachDevice("bool and float16 can be ranked, which PyTorch's CPU cannot", (device) => {
  const truths = tensor([true, false, true], { device });
  assertEquals(truths.topk(1).values.toArray(), [true]);
  assertEquals(truths.median().item(), true);
  assertEquals(isin(truths, tensor([true], { device })).toArray(), [true, false, true]);
  const halves = tensor([3, 1, 2, 1], { dtype: "float16", device });
  assertEquals(halves.unique().toArray(), [1, 2, 3]);
  assertEquals(isin(halves, 2).toArray(), [false, false, true, false]);
});

onEachDevice("what topk gives does not keep the whole row in memory", (device) => {
  const { values, indices } = tensor(numbers(100, "int32"), { device }).topk(2);
  assertEquals([values.storage.length, indices.storage.length], [2, 2]);
});

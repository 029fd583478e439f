/**
 * Sorting, searching and indexing as the tests of properties call them.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import { dimOf, indices, lettered, ofOne, type Specimens } from "./specimen.ts";

/** Sorting, searching and indexing, by name. */
export const ORDER: Specimens = {
  sort: ofOne((x, r) => x.sort(dimOf(x, r), { descending: r % 2 === 0 }).values),
  argsort: ofOne((x, r) => x.argsort(dimOf(x, r)), { derivatives: 0 }),
  msort: ofOne((x) => x.msort(), { minRank: 1 }),
  topk: lettered(["a3b"], ([x], r) => x!.topk(1 + r % 3, 1, { largest: r % 2 === 0 }).values),
  searchsorted: lettered(["a4", "ab"], ([x, y]) => hibana.searchsorted(x!.sort().values, y!), {
    derivatives: 0,
  }),
  bucketize: lettered(["ab", "4"], ([x, y]) => hibana.bucketize(x!, y!.sort().values), {
    derivatives: 0,
  }),
  gather: lettered(["a3b"], ([x], r) => {
    const [a, , b] = x!.shape as [number, number, number];
    return x!.gather(1, indices(x!, [a, 4, b], 3, r));
  }),
  indexSelect: lettered(["ab3"], ([x], r) => x!.indexSelect(-1, indices(x!, [5], 3, r))),
  scatter: lettered(["a4b", "a2b"], ([x, y], r) => {
    // No two go to one place: it would be chance which of them stays.
    const rows = indices(y!, [1, 2, 1], 4, 2 * r);
    return x!.scatter(1, rows.expand(y!.shape), y!);
  }),
  scatterAdd: lettered(
    ["a4b", "a3b"],
    ([x, y], r) => x!.scatterAdd(1, indices(y!, y!.shape, 4, r), y!),
  ),
  "at a list": lettered(["3ab"], ([x], r) => x!.at([0, r % 3, -1, 0])),
  "at two index tensors": lettered(
    ["3a4"],
    ([x], r) => x!.at(indices(x!, [2, 1], 3, r), ":", indices(x!, [3], 4, r)),
  ),
  "at a mask": ofOne((x) => x.at(x.detach().gt(0)), { minRank: 1 }),
  "setAt of a slice": lettered(["a4b", "a2b"], ([x, y]) => x!.clone().setAt([":", "1::2"], y!)),
  "setAt of a list": lettered(["4ab", "b"], ([x, y]) => x!.clone().setAt([[0, 2]], y!)),
  "where of itself": lettered(["ab", "b"], ([x, y]) => hibana.where(x!.detach().gt(0.5), x!, y!)),
  take: ofOne((x, r) => x.take(indices(x, [2, 3], Math.max(x.numel, 1), r))),
  takeAlongDim: lettered(["a3b"], ([x], r) => {
    const [a, , b] = x!.shape as [number, number, number];
    return x!.takeAlongDim(indices(x!, [a, 2, b], 3, r), 1);
  }),
  maskedSelect: ofOne((x) => x.maskedSelect(x.detach().gt(0))),
  maskedScatter: lettered(["ab", "ab"], ([x, y]) => x!.maskedScatter(x!.detach().gt(0), y!)),
  indexAdd: lettered(
    ["a4b", "a3b"],
    ([x, y], r) => x!.indexAdd(1, indices(x!, [3], 4, r), y!, { alpha: 0.7 }),
  ),
  // No two go to one place: it would be chance which of them stays.
  indexCopy: lettered(
    ["a4b", "a2b"],
    ([x, y], r) => x!.indexCopy(1, indices(x!, [2], 4, 2 * r), y!),
  ),
  indexFill: lettered(["a4b"], ([x], r) => x!.indexFill(1, indices(x!, [3], 4, r), 0.5)),
  indexPut: lettered(["4a", "2a"], ([x, y], r) => x!.indexPut([indices(x!, [2], 4, 2 * r)], y!)),
  "indexPut, adding": lettered(
    ["4a", "3a"],
    ([x, y], r) => x!.indexPut([indices(x!, [3], 4, r)], y!, true),
  ),
  put: lettered(["a4", "2"], ([x, y], r) => x!.put(indices(x!, [2], 4, 2 * r), y!)),
  "put, adding": lettered(["a4", "3"], ([x, y], r) => x!.put(indices(x!, [3], 4, r), y!, true)),
  "scatter of a number": lettered(
    ["a4b"],
    ([x], r) => x!.scatter(1, indices(x!, [x!.shape[0]!, 2, x!.shape[2]!], 4, r), 0.5),
  ),
  ...Object.fromEntries((["sum", "prod", "mean", "amax", "amin"] as const).flatMap((reduce) => {
    const scattered = lettered(["a4b", "a3b"], ([x, y], r) => {
      const includeSelf = r % 2 === 0;
      return x!.scatterReduce(1, indices(y!, y!.shape, 4, r), y!, reduce, { includeSelf });
    }, { ranges: [[0.5, 2], [0.5, 2]] });
    const indexed = lettered(["a4b", "a3b"], ([x, y], r) => {
      const includeSelf = r % 2 === 0;
      return x!.indexReduce(1, indices(y!, [3], 4, r), y!, reduce as "prod", { includeSelf });
    }, { ranges: [[0.5, 2], [0.5, 2]] });
    return [
      [`scatterReduce by ${reduce}`, scattered],
      ...reduce === "sum" ? [] : [[`indexReduce by ${reduce}`, indexed]],
    ];
  })),
  sliceScatter: lettered(
    ["a4", "a2"],
    ([x, y]) => x!.sliceScatter(y!, 1, 1, 4, 2),
  ),
  selectScatter: lettered(["a4b", "ab"], ([x, y], r) => x!.selectScatter(y!, 1, r % 4)),
  diagonalScatter: lettered(["33", "2"], ([x, y]) => x!.diagonalScatter(y!, 1)),
  nonzero: ofOne((x) => x.relu().nonzero(), { derivatives: 0 }),
  argwhere: ofOne((x) => x.relu().argwhere(), { derivatives: 0 }),
  unique: ofOne((x) => x.sign().unique(), { derivatives: 0 }),
  uniqueConsecutive: ofOne((x) => x.sign().uniqueConsecutive(), { derivatives: 0 }),
  bincount: lettered(["a"], ([x], r) => indices(x!, x!.shape, 5, r).bincount(x!), {
    derivatives: 0,
  }),
  histc: ofOne((x) => x.histc(4, -2, 2), { derivatives: 0 }),
  isin: lettered(["ab", "c"], ([x, y]) => hibana.isin(x!.sign(), y!.sign()), { derivatives: 0 }),
};

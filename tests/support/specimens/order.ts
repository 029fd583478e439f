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
};

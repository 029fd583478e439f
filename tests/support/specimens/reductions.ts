/**
 * Reductions, scans and statistics as the tests of properties call them.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import type { Range } from "../sketches.ts";
import { dimOf, lettered, ofOne, type Specimens } from "./specimen.ts";

/** Far enough from 0 that many of them multiply to something. */
const MODERATE: Range = [0.5, 1.5];

/** Reductions, scans and statistics, by name. */
export const REDUCTIONS: Specimens = {
  sum: ofOne((x) => x.sum()),
  "sum of a dimension": ofOne((x, r) => x.sum(dimOf(x, r), { keepdim: r % 2 === 0 })),
  "sum of two dimensions": ofOne((x, r) => x.sum([0, -1], { keepdim: r % 2 === 0 }), {
    minRank: 2,
  }),
  mean: ofOne((x) => x.mean()),
  "mean of a dimension": ofOne((x, r) => x.mean(dimOf(x, r))),
  nansum: ofOne((x, r) => x.nansum(dimOf(x, r))),
  nanmean: ofOne((x, r) => x.nanmean(dimOf(x, r))),
  prod: ofOne((x) => x.prod(), { ranges: [MODERATE] }),
  "prod of a dimension": ofOne((x, r) => x.prod(dimOf(x, r)), { ranges: [MODERATE] }),
  countNonzero: ofOne((x, r) => x.relu().countNonzero(dimOf(x, r)), { derivatives: 0 }),
  all: ofOne((x, r) => x.relu().all(dimOf(x, r)), { derivatives: 0 }),
  any: ofOne((x, r) => x.relu().any(dimOf(x, r)), { derivatives: 0 }),
  amax: ofOne((x, r) => x.amax(dimOf(x, r))),
  "amin of all": ofOne((x) => x.amin()),
  aminmax: ofOne((x, r) => x.aminmax({ dim: dimOf(x, r) }).max),
  max: ofOne((x) => x.max()),
  "max of a dimension": ofOne((x, r) => x.max(dimOf(x, r)).values),
  min: ofOne((x) => x.min()),
  "min of a dimension": ofOne((x, r) => x.min(dimOf(x, r)).values),
  argmax: ofOne((x, r) => x.argmax(dimOf(x, r)), { derivatives: 0 }),
  argmin: ofOne((x) => x.argmin(), { derivatives: 0 }),
  logsumexp: ofOne((x, r) => x.logsumexp(dimOf(x, r))),
  softmax: ofOne((x, r) => x.softmax(dimOf(x, r))),
  logSoftmax: ofOne((x, r) => x.logSoftmax(dimOf(x, r))),
  norm: ofOne((x) => x.norm()),
  "norm of order 1": ofOne((x, r) => x.norm(1, dimOf(x, r))),
  "norm of order 3": ofOne((x, r) => x.norm(3, dimOf(x, r))),
  "norm of order infinity": ofOne((x, r) => x.norm(Infinity, dimOf(x, r))),
  renorm: ofOne((x, r) => x.renorm(2, dimOf(x, r), 1), { minRank: 2 }),
  dist: lettered(["ab", "b"], ([x, y], r) => x!.dist(y!, 1 + r % 3)),
  var: lettered(["ab3"], ([x], r) => x!.var(r % 2 ? -1 : undefined)),
  "var without correction": ofOne((x, r) => x.var(dimOf(x, r), { correction: 0 })),
  std: lettered(["a4"], ([x]) => x!.std(1, { keepdim: true })),
  "std of stdMean": lettered(["3ab"], ([x]) => hibana.stdMean(x!, 0)[0]),
  "mean of varMean": lettered(["3ab"], ([x]) => hibana.varMean(x!, 0)[1]),
  cumsum: ofOne((x, r) => x.cumsum(dimOf(x, r))),
  cumprod: ofOne((x, r) => x.cumprod(dimOf(x, r)), { ranges: [MODERATE] }),
  cummax: ofOne((x, r) => x.cummax(dimOf(x, r)).values),
  cummin: ofOne((x, r) => x.cummin(dimOf(x, r)).values),
  logcumsumexp: ofOne((x, r) => x.logcumsumexp(dimOf(x, r))),
  diff: ofOne((x, r) => x.diff(1 + r % 2, dimOf(x, r)), { minRank: 1 }),
  cov: lettered(["a4"], ([x]) => x!.cov()),
  corrcoef: lettered(["24"], ([x]) => x!.corrcoef()),
  trapezoid: lettered(["a3", "a3"], ([y, x]) => hibana.trapezoid(y!, x!)),
  cumulativeTrapezoid: ofOne((x, r) => hibana.cumulativeTrapezoid(x, null, { dim: dimOf(x, r) }), {
    minRank: 1,
  }),
  median: ofOne((x) => x.median()),
  "median of a dimension": ofOne((x, r) => x.median(dimOf(x, r)).values),
  nanmedian: ofOne((x, r) => x.nanmedian(dimOf(x, r)).values),
  mode: ofOne((x, r) => x.mode(dimOf(x, r)).values),
  kthvalue: lettered(["a3b"], ([x], r) => x!.kthvalue(1 + r % 3, 1).values),
  quantile: ofOne((x, r) => x.quantile(0.3, dimOf(x, r))),
  nanquantile: ofOne((x, r) => x.nanquantile(0.8, dimOf(x, r), { keepdim: true })),
};

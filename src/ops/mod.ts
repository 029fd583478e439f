/**
 * All operations in one table, which the methods of the Tensor class call.
 *
 * @module
 */
import "../device/builtin.ts";
import {
  bernoulli,
  bernoulliInPlace,
  exponentialInPlace,
  multinomial,
  normalInPlace,
  uniformInPlace,
} from "../random/sample.ts";
import { tensor } from "../tensor/create.ts";
import { bindOperations } from "../tensor/operations.ts";
import { adjoint, asStrided, movedim, unfold, viewInPlace } from "./axes.ts";
import { copyInPlace, elements, elementsAsync, equal, to } from "./cast.ts";
import { corrcoef, cov } from "./covariance.ts";
import { diag, diagEmbed, diagflat } from "./diagonals.ts";
import { diff } from "./differences.ts";
import {
  amax,
  amin,
  aminmax,
  argmax,
  argmin,
  maxAlong,
  maxOfAll,
  minAlong,
  minOfAll,
} from "./extremes.ts";
import { gather, indexSelect, scatter, scatterAdd } from "./gather.ts";
import { at, setAt } from "./index.ts";
import {
  addbmm,
  addbmmInPlace,
  addmm,
  addmmInPlace,
  addmv,
  addmvInPlace,
  addr,
  addrInPlace,
  baddbmm,
  baddbmmInPlace,
} from "./linalg/addmm.ts";
import { cross, inner, kron, trace } from "./linalg/products.ts";
import {
  empty,
  emptyLike,
  full,
  fullLike,
  indices,
  onesLike,
  tril,
  triu,
  zerosLike,
} from "./make.ts";
import { bmm, dot, matmul, mm, mv, outer, vdot } from "./matmul.ts";
import { norm, renorm, renormInPlace } from "./norm.ts";
import { pointwise, pointwiseInPlace } from "./pointwise.ts";
import { prod } from "./products.ts";
import { nanquantile, quantile } from "./quantile.ts";
import { kthvalue, median, mode, nanmedian } from "./rank.ts";
import { flip, fliplr, flipud, repeat, repeatInterleave, roll, rot90, tile } from "./rearrange.ts";
import { all, any, countNonzero, mean, nanmean, nansum, sum } from "./reduce.ts";
import {
  cummax,
  cummin,
  cumprod,
  cumprodInPlace,
  cumsum,
  cumsumInPlace,
  logcumsumexp,
} from "./scan.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { argsort, msort, sort, topk } from "./sort.ts";
import { chunk, dsplit, hsplit, split, tensorSplit, unbind, vsplit } from "./split.ts";
import { logsumexp, std, variance } from "./statistics.ts";
import { stridedOf, stridedScatter, viewNode } from "./strided.ts";
import { unique, uniqueConsecutive } from "./unique.ts";
import {
  alias,
  contiguous,
  detach,
  diagonal,
  expand,
  flatten,
  narrow,
  permute,
  ravel,
  reshape,
  select,
  squeeze,
  t,
  transpose,
  unflatten,
  unsqueeze,
  view,
} from "./view.ts";

const operations = {
  addbmm,
  addbmmInPlace,
  addmm,
  addmmInPlace,
  addmv,
  addmvInPlace,
  addr,
  addrInPlace,
  adjoint,
  alias,
  all,
  amax,
  amin,
  aminmax,
  any,
  argmax,
  argmin,
  argsort,
  asStrided,
  at,
  baddbmm,
  baddbmmInPlace,
  bernoulli,
  bernoulliInPlace,
  bmm,
  chunk,
  contiguous,
  copyInPlace,
  cross,
  corrcoef,
  countNonzero,
  cov,
  cummax,
  cummin,
  cumprod,
  cumprodInPlace,
  cumsum,
  cumsumInPlace,
  detach,
  diag,
  diagEmbed,
  diagflat,
  diagonal,
  diff,
  dot,
  dsplit,
  elements,
  elementsAsync,
  empty,
  emptyLike,
  equal,
  expand,
  exponentialInPlace,
  flatten,
  flip,
  fliplr,
  flipud,
  full,
  fullLike,
  gather,
  hsplit,
  indexSelect,
  indices,
  inner,
  kron,
  kthvalue,
  logSoftmax,
  logcumsumexp,
  logsumexp,
  matmul,
  maxAlong,
  maxOfAll,
  mean,
  median,
  minAlong,
  minOfAll,
  mm,
  mode,
  movedim,
  msort,
  multinomial,
  mv,
  nanmedian,
  nanquantile,
  nanmean,
  nansum,
  narrow,
  norm,
  normalInPlace,
  onesLike,
  outer,
  permute,
  pointwise,
  pointwiseInPlace,
  prod,
  quantile,
  ravel,
  repeat,
  repeatInterleave,
  renorm,
  renormInPlace,
  reshape,
  roll,
  rot90,
  scatter,
  scatterAdd,
  select,
  setAt,
  softmax,
  sort,
  split,
  squeeze,
  std,
  stridedOf,
  stridedScatter,
  sum,
  t,
  tensor,
  tensorSplit,
  tile,
  to,
  topk,
  trace,
  transpose,
  tril,
  triu,
  unbind,
  unflatten,
  unfold,
  uniformInPlace,
  unique,
  uniqueConsecutive,
  unsqueeze,
  variance,
  vdot,
  view,
  viewInPlace,
  viewNode,
  vsplit,
  zerosLike,
};

/** The table's type: every operation with its signature. */
export type Operations = typeof operations;

bindOperations(operations);

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
import { bincount } from "./count.ts";
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
import { gather, indexSelect, take, takeAlongDim } from "./gather.ts";
import { histc, histogram } from "./histogram.ts";
import { at, indexPut, indexPutInPlace, setAt } from "./index.ts";
import {
  indexAdd,
  indexAddInPlace,
  indexCopy,
  indexCopyInPlace,
  indexFill,
  indexFillInPlace,
  indexReduce,
  indexReduceInPlace,
} from "./index_along.ts";
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
import { qr, svd } from "./linalg/decompose.ts";
import { det, inv, logdet, slogdet } from "./linalg/inverse.ts";
import { pinverse } from "./linalg/least_squares.ts";
import { matrixExp, matrixPower } from "./linalg/powers.ts";
import { cross, inner, kron, trace } from "./linalg/products.ts";
import { cholesky, choleskyInverse, choleskySolve, triangularSolve } from "./linalg/triangular.ts";
import { empty, emptyLike, full, fullLike, indices, onesLike, zerosLike } from "./make.ts";
import { maskedScatter, maskedScatterInPlace, maskedSelect } from "./masks.ts";
import { bmm, dot, matmul, mm, mv, outer, vdot } from "./matmul.ts";
import { nonzero } from "./nonzero.ts";
import { norm, renorm, renormInPlace } from "./norm.ts";
import {
  allclose,
  bounded,
  divided,
  inverted,
  isclose,
  madeFinite,
  rounded,
  scaled,
  stepped,
} from "./overloads.ts";
import { pointwise, pointwiseInPlace } from "./pointwise.ts";
import { prod } from "./products.ts";
import { put, putInPlace } from "./put.ts";
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
import {
  scatter,
  scatterAdd,
  scatterAddInPlace,
  scatterInPlace,
  scatterReduce,
  scatterReduceInPlace,
} from "./scatter.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { argsort, msort, sort, topk } from "./sort.ts";
import { chunk, dsplit, hsplit, split, tensorSplit, unbind, vsplit } from "./split.ts";
import { logsumexp, std, variance } from "./statistics.ts";
import { stridedOf, stridedScatter, viewNode } from "./strided.ts";
import { tril, trilInPlace, triu, triuInPlace } from "./triangles.ts";
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
import {
  diagonalScatter,
  fillDiagonalInPlace,
  selectScatter,
  sliceScatter,
} from "./view_scatter.ts";

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
  allclose,
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
  bincount,
  bmm,
  bounded,
  cholesky,
  choleskyInverse,
  choleskySolve,
  chunk,
  contiguous,
  copyInPlace,
  corrcoef,
  countNonzero,
  cov,
  cross,
  cummax,
  cummin,
  cumprod,
  cumprodInPlace,
  cumsum,
  cumsumInPlace,
  det,
  detach,
  diag,
  diagEmbed,
  diagflat,
  diagonal,
  diagonalScatter,
  diff,
  divided,
  dot,
  dsplit,
  elements,
  elementsAsync,
  empty,
  emptyLike,
  equal,
  expand,
  exponentialInPlace,
  fillDiagonalInPlace,
  flatten,
  flip,
  fliplr,
  flipud,
  full,
  fullLike,
  gather,
  histc,
  histogram,
  hsplit,
  indexAdd,
  indexAddInPlace,
  indexCopy,
  indexCopyInPlace,
  indexFill,
  indexFillInPlace,
  indexPut,
  indexPutInPlace,
  indexReduce,
  indexReduceInPlace,
  indexSelect,
  indices,
  inner,
  inv,
  inverted,
  isclose,
  kron,
  kthvalue,
  logcumsumexp,
  logdet,
  logSoftmax,
  logsumexp,
  madeFinite,
  maskedScatter,
  maskedScatterInPlace,
  maskedSelect,
  matmul,
  matrixExp,
  matrixPower,
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
  nanmean,
  nanmedian,
  nanquantile,
  nansum,
  narrow,
  nonzero,
  norm,
  normalInPlace,
  onesLike,
  outer,
  permute,
  pinverse,
  pointwise,
  pointwiseInPlace,
  prod,
  qr,
  put,
  putInPlace,
  quantile,
  ravel,
  renorm,
  renormInPlace,
  repeat,
  repeatInterleave,
  reshape,
  roll,
  rot90,
  rounded,
  scaled,
  scatter,
  scatterAdd,
  scatterAddInPlace,
  scatterInPlace,
  scatterReduce,
  scatterReduceInPlace,
  select,
  selectScatter,
  setAt,
  slogdet,
  sliceScatter,
  softmax,
  sort,
  split,
  squeeze,
  std,
  stepped,
  stridedOf,
  stridedScatter,
  sum,
  svd,
  t,
  take,
  takeAlongDim,
  tensor,
  tensorSplit,
  tile,
  to,
  topk,
  trace,
  transpose,
  triangularSolve,
  tril,
  trilInPlace,
  triu,
  triuInPlace,
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

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
import { bindOperations } from "../tensor/operations.ts";
import { copyInPlace, elements, elementsAsync, equal, to } from "./cast.ts";
import { amax, amin, argmax, argmin, maxAlong, maxOfAll, minAlong, minOfAll } from "./extremes.ts";
import { gather, indexSelect, scatter, scatterAdd } from "./gather.ts";
import { at, setAt } from "./index.ts";
import { chunk, split, unbind } from "./join.ts";
import { emptyLike, fullLike, indices, onesLike, tril, triu, zerosLike } from "./make.ts";
import { bmm, dot, matmul, mm, mv, outer } from "./matmul.ts";
import { pointwise, pointwiseInPlace } from "./pointwise.ts";
import { all, any, mean, prod, sum } from "./reduce.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { logsumexp, norm, std, variance } from "./statistics.ts";
import { asStrided, stridedScatter, viewNode } from "./strided.ts";
import {
  alias,
  contiguous,
  detach,
  diagonal,
  expand,
  flatten,
  narrow,
  permute,
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
  alias,
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  asStrided,
  at,
  bernoulli,
  bernoulliInPlace,
  bmm,
  chunk,
  contiguous,
  copyInPlace,
  detach,
  diagonal,
  dot,
  elements,
  elementsAsync,
  emptyLike,
  equal,
  expand,
  exponentialInPlace,
  flatten,
  fullLike,
  gather,
  indexSelect,
  indices,
  logSoftmax,
  logsumexp,
  matmul,
  maxAlong,
  maxOfAll,
  mean,
  minAlong,
  minOfAll,
  mm,
  multinomial,
  mv,
  narrow,
  norm,
  normalInPlace,
  onesLike,
  outer,
  permute,
  pointwise,
  pointwiseInPlace,
  prod,
  reshape,
  scatter,
  scatterAdd,
  select,
  setAt,
  softmax,
  split,
  squeeze,
  std,
  stridedScatter,
  sum,
  t,
  to,
  transpose,
  tril,
  triu,
  unbind,
  unflatten,
  uniformInPlace,
  unsqueeze,
  variance,
  view,
  viewNode,
  zerosLike,
};

/** The table's type: every operation with its signature. */
export type Operations = typeof operations;

bindOperations(operations);

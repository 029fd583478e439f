/**
 * hibana: tensors, automatic differentiation and neural networks in PyTorch's manner, for Deno and its
 * built-in WebGPU. Names are PyTorch's in camelCase; keyword arguments go into one object, last.
 *
 * @example
 * ```ts
 * import { manualSeed, nn, noGrad, ones, webgpu } from "@hibana/hibana";
 *
 * manualSeed(123);
 * const model = new nn.Linear(3, 2);
 * if (await webgpu.init()) model.to("webgpu");
 * const out = noGrad(() => model.forward(ones(4, 3).to(model.device)));
 * console.log(out.shape); // [4, 2]
 * ```
 *
 * @module
 */
import "./src/ops/mod.ts";

export * as autograd from "./src/autograd/mod.ts";
export { type CompilableModule, compile } from "./src/compile/compile.ts";
export * as linalg from "./src/ops/linalg/mod.ts";
export * as nn from "./src/nn/mod.ts";
export * as optim from "./src/optim/mod.ts";
export * as special from "./src/ops/special.ts";
export * as webgpu from "./src/device/webgpu/mod.ts";

export * from "./src/errors.ts";
export { type BackwardOptions } from "./src/autograd/engine.ts";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "./src/autograd/mode.ts";
export type { HookList, RemovableHandle } from "./src/autograd/hook_list.ts";
export type { GradHook, Node, Target } from "./src/autograd/node.ts";
export type { Backend, Reduction, Scan, ScatterMode, View } from "./src/device/backend.ts";
export type {
  Comparison,
  ComputeType,
  Connective,
  ElementwiseKernel,
  Expression,
  NumericPrimitive,
  Primitive,
  WholePrimitive,
} from "./src/device/expression.ts";
export { CPUBackend } from "./src/device/cpu/backend.ts";
export { useBlas } from "./src/device/cpu/blas.ts";
export { getNumThreads, setNumThreads } from "./src/device/cpu/threads.ts";
export type { AdamNumbers, FusedKernels } from "./src/device/fused.ts";
export type { IndexRule } from "./src/device/out_of_range.ts";
export { type Device, device, type DeviceLike, registerDevice } from "./src/device/registry.ts";
export { SimBackend } from "./src/device/sim.ts";
export type { Storage } from "./src/device/storage.ts";
export { tick } from "./src/device/tick.ts";
export type { MemoryStats, Usage } from "./src/device/usage.ts";
export type { ToOptions, ToTarget } from "./src/ops/cast.ts";
export * from "./src/ops/functions/arithmetic.ts";
export * from "./src/ops/functions/between.ts";
export * from "./src/ops/functions/bits.ts";
export * from "./src/ops/functions/logic.ts";
export * from "./src/ops/functions/special.ts";
export * from "./src/ops/functions/transcendental.ts";
export type { Index } from "./src/ops/index_plan.ts";
export { bincount } from "./src/ops/count.ts";
export { gather, indexSelect, take, takeAlongDim } from "./src/ops/gather.ts";
export { histc, type Histogram, histogram, type HistogramOptions } from "./src/ops/histogram.ts";
export { indexPut } from "./src/ops/index.ts";
export {
  indexAdd,
  type IndexAddOptions,
  indexCopy,
  indexFill,
  indexReduce,
} from "./src/ops/index_along.ts";
export { maskedScatter, maskedSelect } from "./src/ops/masks.ts";
export {
  argwhere,
  nonzero,
  type NonzeroFunction,
  type NonzeroOptions,
  unravelIndex,
} from "./src/ops/nonzero.ts";
export { put } from "./src/ops/put.ts";
export {
  scatter,
  scatterAdd,
  type ScatterOptions,
  scatterReduce,
  type ScatterReduceOptions,
} from "./src/ops/scatter.ts";
export type { ScatterReduction } from "./src/ops/scatter_reduce.ts";
export { tril, trilIndices, triu, triuIndices } from "./src/ops/triangles.ts";
export { diagonalScatter, selectScatter, sliceScatter } from "./src/ops/view_scatter.ts";
export { blockDiag, diag, diagEmbed, diagflat } from "./src/ops/diagonals.ts";
export {
  cartesianProd,
  cat,
  columnStack,
  combinations,
  type CombinationsOptions,
  concat,
  concatenate,
  dstack,
  hstack,
  meshgrid,
  type MeshgridOptions,
  rowStack,
  stack,
  vstack,
} from "./src/ops/join.ts";
export {
  flip,
  fliplr,
  flipud,
  repeat,
  repeatInterleave,
  roll,
  rot90,
  tile,
} from "./src/ops/rearrange.ts";
export {
  chunk,
  dsplit,
  hsplit,
  split,
  splitWithSizes,
  tensorSplit,
  unbind,
  vsplit,
} from "./src/ops/split.ts";
export {
  adjoint,
  asStrided,
  atleast1d,
  atleast2d,
  atleast3d,
  broadcastShapes,
  broadcastTensors,
  moveaxis,
  movedim,
  swapaxes,
  swapdims,
} from "./src/ops/axes.ts";
export {
  arange,
  asTensor,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  isTensor,
  linspace,
  logspace,
  type LogspaceOptions,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from "./src/ops/make.ts";
export { addbmm, addmm, type AddmmOptions, addmv, addr, baddbmm } from "./src/ops/linalg/addmm.ts";
export { einsum, tensordot, type TensordotDims } from "./src/ops/linalg/einsum.ts";
export { type OlderSVD, type QR, qr, svd } from "./src/ops/linalg/decompose.ts";
export { cdist, type CdistOptions, type ComputeMode, pdist } from "./src/ops/linalg/distance.ts";
export { det, inv as inverse, logdet, type SignAndLog, slogdet } from "./src/ops/linalg/inverse.ts";
export { pinverse } from "./src/ops/linalg/least_squares.ts";
export { chainMatmul, matrixExp, matrixPower } from "./src/ops/linalg/powers.ts";
export { cross, inner, kron, trace, vander } from "./src/ops/linalg/products.ts";
export {
  cholesky,
  choleskyInverse,
  choleskySolve,
  type TriangularSolution,
  triangularSolve,
} from "./src/ops/linalg/triangular.ts";
export { bmm, dot, matmul, mm, mv, outer, outer as ger, vdot } from "./src/ops/matmul.ts";
export {
  amax,
  amin,
  aminmax,
  type AminmaxOptions,
  argmax,
  argmin,
  MinAndMax,
  ValuesAndIndices,
} from "./src/ops/extremes.ts";
export {
  type Interpolation,
  nanquantile,
  quantile,
  type QuantileOptions,
} from "./src/ops/quantile.ts";
export { kthvalue, median, mode, nanmedian } from "./src/ops/rank.ts";
export {
  all,
  any,
  countNonzero,
  mean,
  nanmean,
  nansum,
  sum,
  type SumOptions,
} from "./src/ops/reduce.ts";
export { corrcoef, cov, type CovOptions } from "./src/ops/covariance.ts";
export {
  cumulativeTrapezoid,
  diff,
  type DiffOptions,
  trapezoid,
  trapezoid as trapz,
  type TrapezoidOptions,
} from "./src/ops/differences.ts";
export { norm, type NormOrder, renorm } from "./src/ops/norm.ts";
export { prod } from "./src/ops/products.ts";
export { cummax, cummin, cumprod, cumsum, logcumsumexp, type ScanOptions } from "./src/ops/scan.ts";
export type { Dims, ReduceOptions } from "./src/ops/reduction.ts";
export {
  type CloseOptions,
  type FiniteOptions,
  resultType,
  type RoundingMode,
} from "./src/ops/overloads.ts";
export type { Operand } from "./src/ops/row.ts";
export {
  bucketize,
  isin,
  type IsinOptions,
  type SearchOptions,
  searchsorted,
} from "./src/ops/search.ts";
export { logSoftmax, softmax, type SoftmaxOptions } from "./src/ops/softmax.ts";
export { argsort, msort, sort, type SortOptions, topk, type TopkOptions } from "./src/ops/sort.ts";
export {
  logsumexp,
  std,
  stdMean,
  variance as var,
  varMean,
  type VarOptions,
} from "./src/ops/statistics.ts";
export {
  unique,
  uniqueConsecutive,
  type UniqueConsecutiveOptions,
  type UniqueOptions,
  type UniqueResult,
} from "./src/ops/unique.ts";
export {
  diagonal,
  expand as broadcastTo,
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
} from "./src/ops/view.ts";
export {
  bartlettWindow,
  blackmanWindow,
  type HammingOptions,
  hammingWindow,
  hannWindow,
  type KaiserOptions,
  kaiserWindow,
  type WindowOptions,
} from "./src/ops/window_functions.ts";
export {
  defaultGenerator,
  Generator,
  initialSeed,
  manualSeed,
  type Seed,
  seed,
} from "./src/random/generator.ts";
export {
  bernoulli,
  type FillOptions,
  multinomial,
  normal,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  type RandomOptions,
  type RandomSizes,
  randperm,
} from "./src/random/sample.ts";
export {
  type NestedArray,
  type SizeArguments,
  tensor,
  type TensorOptions,
} from "./src/tensor/create.ts";
export { canCast, type DType, promoteTypes, type TypedArray } from "./src/tensor/dtype.ts";
export {
  leakReport,
  memoryStats,
  resetPeakMemoryStats,
  trackAllocations,
} from "./src/tensor/memory.ts";
export { keep, scope } from "./src/tensor/scope.ts";
export { type PrintOptions, type PrintProfile, setPrintOptions } from "./src/tensor/print.ts";
export type { Layout, Shape } from "./src/tensor/shape.ts";
export { Tensor } from "./src/tensor/tensor.ts";
export type { TensorCore } from "./src/tensor/core.ts";
export type { ArithmeticMethods } from "./src/tensor/methods/arithmetic.ts";
export type { BitMethods } from "./src/tensor/methods/bits.ts";
export type { ChoiceMethods } from "./src/tensor/methods/choice.ts";
export type { IndexMethods } from "./src/tensor/methods/index.ts";
export type { LikeMethods } from "./src/tensor/methods/like.ts";
export type { LinalgMethods } from "./src/tensor/methods/linalg.ts";
export type { LogicMethods } from "./src/tensor/methods/logic.ts";
export type { OrderMethods } from "./src/tensor/methods/order.ts";
export type { RearrangeMethods } from "./src/tensor/methods/rearrange.ts";
export type { ReduceMethods } from "./src/tensor/methods/reduce.ts";
export type { RoundingMethods } from "./src/tensor/methods/rounding.ts";
export type { ScatterMethods } from "./src/tensor/methods/scatter.ts";
export type { ScanMethods } from "./src/tensor/methods/scan.ts";
export type { ShapeMethods } from "./src/tensor/methods/shape.ts";
export type { SpecialMethods } from "./src/tensor/methods/special.ts";
export type { TranscendentalMethods } from "./src/tensor/methods/transcendental.ts";

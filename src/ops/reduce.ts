/**
 * Many elements to one: sums, means, extremes, variances, norms.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import type { Reduction } from "../device/backend.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import {
  contiguousStrides,
  formatShape,
  normalizeDims,
  sameShape,
  type Shape,
  sizeOf,
} from "../tensor/shape.ts";
import { ops } from "../tensor/operations.ts";
import { Tensor } from "../tensor/tensor.ts";

/** One dimension, several, or (undefined, null) all of them. */
export type Dims = number | readonly number[] | null | undefined;

/** Options of reductions. */
export interface ReduceOptions {
  /** Keep the reduced dimensions, with size 1. Default: false. */
  keepdim?: boolean;
}

/** Options of sums, products and means. */
export interface SumOptions extends ReduceOptions {
  /** The dtype to compute in and to give. Default: the input's; int32 for smaller integers and bool. */
  dtype?: DType;
}

/** Options of variances and standard deviations. */
export interface VarOptions extends ReduceOptions {
  /** What is taken from the count: 1 (the default) for the unbiased estimate, 0 for the biased one. */
  correction?: number;
}

/** The largest (or smallest) values along a dimension, and where they are. */
export class ValuesAndIndices {
  /** The values. */
  readonly values: Tensor;
  /** Their positions along the dimension, int32. */
  readonly indices: Tensor;

  /** Pairs values with indices. */
  constructor(values: Tensor, indices: Tensor) {
    this.values = values;
    this.indices = indices;
  }

  /** Unpacks as PyTorch's named tuple does: `const [values, indices] = x.max(0)`. */
  *[Symbol.iterator](): Generator<Tensor, void, undefined> {
    yield this.values;
    yield this.indices;
  }
}

/** Runs a device's reduction; the result has the reduced dimensions with size 1. */
function reduceKept(
  reduction: Reduction,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
): Tensor {
  const keptDims = x.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
  const order = [...keptDims, ...dims];
  const output = emptyTensor(keptDims.map((d) => x.shape[d]!), dtype, x.device);
  x.device.backend.reduce(reduction, {
    ...x.kernelView,
    shape: order.map((d) => x.shape[d]!),
    strides: order.map((d) => x.strides[d]!),
  }, output.kernelView);
  return reshaped(output, x.shape.map((n, d) => dims.includes(d) ? 1 : n));
}

/** A fresh contiguous tensor at another shape: neither a view of anything nor on the tape yet. */
function reshaped(x: Tensor, shape: Shape): Tensor {
  return new Tensor(x.storage, { shape, strides: contiguousStrides(shape), offset: 0 });
}

/** The shape of a result that keeps its reduced dimensions, or drops them. */
function resultShape(
  shape: Shape,
  dims: readonly number[],
  keepdim: boolean | undefined,
): number[] {
  if (keepdim === true) return shape.map((n, d) => dims.includes(d) ? 1 : n);
  return shape.filter((_, d) => !dims.includes(d));
}

/** Shows a gradient that lost its reduced dimensions at the shape that has them with size 1. */
function unreduced(grad: Tensor, shape: Shape, dims: readonly number[]): Tensor {
  return grad.reshape(shape.map((n, d) => dims.includes(d) ? 1 : n));
}

function dimsOf(x: Tensor, dims: Dims): number[] {
  const list = dims ?? undefined;
  // As in PyTorch, an empty list means all dimensions.
  return normalizeDims(Array.isArray(list) && list.length === 0 ? undefined : list, x.ndim);
}

/** The sum of the elements. Integers narrower than int32, and bools, add up to int32. */
export function sum(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  if (options.dtype !== undefined && options.dtype !== x.dtype) {
    return sum(x.to({ dtype: options.dtype }), dims, { keepdim: options.keepdim });
  }
  const list = dimsOf(x, dims);
  const dtype = x.dtype === "bool" || x.dtype === "uint8" ? "int32" : x.dtype;
  const result = reduceKept("sum", x, list, dtype);
  const output = reshaped(result, resultShape(x.shape, list, options.keepdim));
  const shape = x.shape;
  return record(output, list.length === x.ndim ? "SumBackward0" : "SumBackward1", [
    [x, (grad) => unreduced(grad, shape, list).expand(shape)],
  ]);
}

/** Adds up what broadcasting had repeated: the gradient of an operand of the given shape. */
export function sumTo(grad: Tensor, shape: Shape): Tensor {
  if (sameShape(grad.shape, shape)) return grad;
  const lead = grad.ndim - shape.length;
  const dims = grad.shape.flatMap((n, d) =>
    d < lead || (shape[d - lead] === 1 && n !== 1) ? [d] : []
  );
  return sum(grad, dims, { keepdim: true }).reshape(shape);
}

/** The mean of the elements. */
export function mean(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  const dtype = options.dtype ?? x.dtype;
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "not-floating",
      `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${
        scalarTypeName(dtype)
      }`,
      'Write x.float().mean(), or mean(dims, { dtype: "float32" }).',
    );
  }
  const from = x.to({ dtype });
  const list = dimsOf(from, dims);
  const count = sizeOf(list.map((d) => from.shape[d]!));
  const output = noGrad(() => sum(from, dims, { keepdim: options.keepdim }).div(count));
  const shape = from.shape;
  return record(output, list.length === x.ndim ? "MeanBackward0" : "MeanBackward1", [
    [from, (grad) => unreduced(grad, shape, list).expand(shape).div(count)],
  ]);
}

/** The product of the elements. */
export function prod(x: Tensor, dim?: number, options: SumOptions = {}): Tensor {
  if (options.dtype !== undefined && options.dtype !== x.dtype) {
    return prod(x.to({ dtype: options.dtype }), dim, { keepdim: options.keepdim });
  }
  const list = dimsOf(x, dim);
  const dtype = x.dtype === "bool" || x.dtype === "uint8" ? "int32" : x.dtype;
  const output = reshaped(
    reduceKept("prod", x, list, dtype),
    resultShape(x.shape, list, options.keepdim),
  );
  return record(output, dim === undefined ? "ProdBackward0" : "ProdBackward1", [
    [x, (grad) => {
      // With a single zero only that element has a slope, with more none has any.
      const zero = x.eq(0);
      const zeros = zero.sum(list, { keepdim: true });
      const factors = x.maskedFill(zero, 1);
      const others = prodOver(factors, list);
      const alone = ops.pointwise("where", zero.logicalAnd(zeros.eq(1)), others, 0);
      const slopes = ops.pointwise("where", zeros.eq(0), others.div(factors), alone);
      return unreduced(grad, x.shape, list).mul(slopes);
    }, x],
  ]);
}

/** The product over several dimensions, which are kept. */
function prodOver(x: Tensor, dims: readonly number[]): Tensor {
  return dims.reduce((product, d) => prod(product, d, { keepdim: true }), x);
}

/** Says no where a reduction would have to choose among no elements. */
function requireElements(name: string, x: Tensor, dims: Dims): void {
  if (dims !== undefined && dims !== null && !(Array.isArray(dims) && dims.length === 0)) {
    const empty = dimsOf(x, dims).find((d) => x.shape[d] === 0);
    if (empty === undefined) return;
    throw new IndexError(
      "empty",
      `${name}(): Expected reduction dim ${empty} to have non-zero size.`,
      `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`,
    );
  }
  if (x.numel > 0) return;
  const message = `${name}(): Expected reduction dim to be specified for input.numel() == 0.`;
  const fix = `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`;
  if (name.startsWith("arg")) throw new IndexError("empty", message, fix);
  throw new RuntimeError(
    "empty",
    `${message} Specify the reduction dim with the 'dim' argument.`,
    fix,
  );
}

function extreme(
  kind: "max" | "min",
  name: string,
  x: Tensor,
  dims: Dims,
  keepdim?: boolean,
): Tensor {
  requireElements(name, x, dims);
  const list = dimsOf(x, dims);
  const kept = reduceKept(kind, x, list, x.dtype);
  const output = reshaped(kept, resultShape(x.shape, list, keepdim));
  const ofAll = dims === undefined;
  const node = ofAll
    ? (kind === "max" ? "MaxBackward1" : "MinBackward1")
    : (kind === "max" ? "AmaxBackward0" : "AminBackward0");
  return record(output, node, [
    [x, (grad) => {
      const same = x.eq(kept);
      const ties = (ofAll ? same.logicalOr(x.isnan().logicalAnd(kept.isnan())) : same)
        .to(grad.dtype);
      return unreduced(grad, x.shape, list).mul(ties).div(ties.sum(list, { keepdim: true }));
    }, x],
  ]);
}

/** The largest element over some dimensions; equal ones share the gradient. NaN wins. */
export function amax(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return extreme("max", "amax", x, dims ?? [], options.keepdim);
}

/** The smallest element over some dimensions; equal ones share the gradient. NaN wins. */
export function amin(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return extreme("min", "amin", x, dims ?? [], options.keepdim);
}

/** The largest element of all. */
export function maxOfAll(x: Tensor): Tensor {
  return extreme("max", "max", x, undefined);
}

/** The smallest element of all. */
export function minOfAll(x: Tensor): Tensor {
  return extreme("min", "min", x, undefined);
}

/** The largest elements along a dimension, and the first position of each. */
export function maxAlong(x: Tensor, dim: number, options: ReduceOptions = {}): ValuesAndIndices {
  return extremeAlong("max", x, dim, options);
}

/** The smallest elements along a dimension, and the first position of each. */
export function minAlong(x: Tensor, dim: number, options: ReduceOptions = {}): ValuesAndIndices {
  return extremeAlong("min", x, dim, options);
}

function extremeAlong(
  kind: "max" | "min",
  x: Tensor,
  dim: number,
  options: ReduceOptions,
): ValuesAndIndices {
  requireElements(kind, x, dim);
  const list = dimsOf(x, dim);
  const [d = 0] = list;
  const kept = reduceKept(`arg${kind}`, x, list, "int32");
  const found = noGrad(() => x.ndim === 0 ? x.clone() : x.gather(d, kept));
  const shape = resultShape(x.shape, list, options.keepdim);
  const before = x.shape;
  const values = record(
    reshaped(found, shape),
    kind === "max" ? "MaxBackward0" : "MinBackward0",
    [[x, (grad) => {
      if (list.length === 0) return grad;
      const part = unreduced(grad, before, list);
      return part.expand(before).zerosLike().scatterAdd(d, kept, part);
    }]],
  );
  return new ValuesAndIndices(values, reshaped(kept, shape));
}

function argExtreme(
  kind: "max" | "min",
  x: Tensor,
  dim: number | null | undefined,
  options: ReduceOptions,
): Tensor {
  requireElements(`arg${kind}`, x, dim);
  const list = dimsOf(x, dim);
  return reshaped(
    reduceKept(`arg${kind}`, x, list, "int32"),
    resultShape(x.shape, list, options.keepdim),
  );
}

/** The first position of the largest element, along a dimension or among all in row-major order. */
export function argmax(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  return argExtreme("max", x, dim, options);
}

/** The first position of the smallest element, along a dimension or among all in row-major order. */
export function argmin(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  return argExtreme("min", x, dim, options);
}

/** Whether any element differs from zero. */
export function any(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  return reshaped(reduceKept("any", x, list, "bool"), resultShape(x.shape, list, options.keepdim));
}

/** Whether all elements differ from zero. */
export function all(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  return reshaped(reduceKept("all", x, list, "bool"), resultShape(x.shape, list, options.keepdim));
}

/** The variance, with Bessel's correction unless told otherwise. */
export function variance(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  const { output, gradient } = spread(x, dims, options);
  return record(output, "VarBackward0", [[x, gradient, x]]);
}

/** The standard deviation, the square root of {@linkcode variance}; its gradient at 0 is 0. */
export function std(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  const { output: square, gradient } = spread(x, dims, options);
  const output = noGrad(() => square.sqrt());
  return record(output, "StdBackward0", [
    [x, (grad) => gradient(grad.div(output.mul(2)).maskedFill(output.eq(0), 0)), x, output],
  ]);
}

/** The variance off the tape, and how its gradient becomes that of x. */
function spread(
  x: Tensor,
  dims: Dims,
  options: VarOptions,
): { output: Tensor; gradient: (grad: Tensor) => Tensor } {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      "std and var only support floating point and complex dtypes",
      "Convert it first: x.float().",
    );
  }
  const list = dimsOf(x, dims);
  const count = sizeOf(list.map((d) => x.shape[d]!));
  const freedom = Math.max(count - (options.correction ?? 1), 0);
  const deviation = () => x.sub(mean(x, list, { keepdim: true }));
  const output = noGrad(() =>
    sum(deviation().square(), list, { keepdim: options.keepdim }).div(freedom)
  );
  const gradient = (grad: Tensor) =>
    unreduced(grad, x.shape, list).mul(deviation()).mul(2 / freedom);
  return { output, gradient };
}

/** log(sum(exp(x))), shifted by the largest element so that nothing overflows. */
export function logsumexp(x: Tensor, dims: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  const output = noGrad(() => {
    if (x.numel === 0) return sum(x.exp(), list, options).log();
    const peak = amax(x, list, { keepdim: true });
    // Where all elements are -inf (or one is inf) there is nothing to shift by.
    const shift = peak.maskedFill(peak.isfinite().logicalNot(), 0);
    return reshaped(
      x.sub(shift).exp().sum(list, { keepdim: true }).log().add(shift),
      resultShape(x.shape, list, options.keepdim),
    );
  });
  return record(output, "LogsumexpBackward0", [
    [
      x,
      (grad) => {
        const total = unreduced(output, x.shape, list);
        return unreduced(grad, x.shape, list).mul(x.sub(total).exp());
      },
      x,
      output,
    ],
  ]);
}

/** The norm of order 2 unless told otherwise; its gradient at 0 is 0. */
export function norm(x: Tensor, p: number = 2, dims?: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  if (p === Infinity) return amax(x.abs(), list, options);
  if (p === -Infinity) return amin(x.abs(), list, options);
  if (p === 0) {
    const count = sum(x.ne(0).to(x.dtype), list, options);
    return record(count, "NormBackward1", [[x, () => null]]);
  }
  const output = noGrad(() => {
    const powers = p === 2 ? x.square() : x.abs().pow(p);
    const total = sum(powers, list, options);
    return p === 2 ? total.sqrt() : total.pow(1 / p);
  });
  return record(output, "NormBackward1", [
    [
      x,
      (grad) => {
        const length = unreduced(output, x.shape, list);
        const slopes = p === 2
          ? x.div(length)
          : x.sign().mul(x.abs().pow(p - 1)).div(length.pow(p - 1));
        return unreduced(grad, x.shape, list).mul(slopes.maskedFill(length.eq(0), 0));
      },
      x,
      output,
    ],
  ]);
}

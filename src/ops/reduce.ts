/**
 * Many elements to one: sums, means, counts, any and all.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { sameShape, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Dims, dimsOf, reduced, type ReduceOptions, unreduced } from "./reduction.ts";

/** Options of sums, products and means. */
export interface SumOptions extends ReduceOptions {
  /** The dtype to compute in and to give. Default: the input's; int32 for smaller integers and bool. */
  dtype?: DType;
}

/** The sum of the elements. Integers narrower than int32, and bools, add up to int32. */
export function sum(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  const from = options.dtype === undefined ? x : x.to({ dtype: options.dtype });
  const list = dimsOf(from, dims);
  const dtype = totalType(from, options);
  const output = reduced(dtype === "bool" ? "any" : "sum", from, list, dtype, options);
  const shape = from.shape;
  return record(output, isAll(dims) ? "SumBackward0" : "SumBackward1", [
    [from, (grad) => unreduced(grad, shape, list).expand(shape)],
  ]);
}

/** Whether a caller named no dimensions. */
function isAll(dims: Dims): boolean {
  return dims === undefined || dims === null;
}

/** The dtype of a sum or product. */
export function totalType(x: Tensor, { dtype }: SumOptions): DType {
  return dtype ?? (x.dtype === "bool" || x.dtype === "uint8" ? "int32" : x.dtype);
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
      `mean(): could not infer output dtype. ${
        options.dtype === undefined ? "Input" : "Optional"
      } dtype must be either a floating point or complex dtype. Got: ${scalarTypeName(dtype)}`,
      'Write x.float().mean(), or mean(dims, { dtype: "float32" }).',
    );
  }
  const from = x.to({ dtype });
  const list = dimsOf(from, dims);
  const count = sizeOf(list.map((d) => from.shape[d]!));
  // A float16 holds no large sum.
  const wide = dtype === "float16" ? "float32" : dtype;
  const output = noGrad(() => reduced("sum", from, list, wide, options).div(count).to({ dtype }));
  const shape = from.shape;
  return record(output, isAll(dims) ? "MeanBackward0" : "MeanBackward1", [
    [from, (grad) => unreduced(grad, shape, list).expand(shape).div(count)],
  ]);
}

/** The sum of the elements that are not NaN. */
export function nansum(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  if (!isFloating(x.dtype)) return sum(x, dims, options);
  const { dtype = x.dtype, keepdim } = options;
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "dtype-refused",
      `"nansum_cpu" not implemented for '${scalarTypeName(dtype)}'`,
      `Sum first: x.nansum().to("${dtype}").`,
    );
  }
  const from = x.to({ dtype });
  const list = dimsOf(from, dims);
  const output = noGrad(() => sum(from.maskedFill(from.isnan(), 0), list, { keepdim }));
  return record(output, "NansumBackward0", [
    [from, (grad) => unreduced(grad, from.shape, list).mul(from.isnan().logicalNot()), from],
  ]);
}

/** The mean of the elements that are not NaN. */
export function nanmean(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `nanmean(): expected input to have floating point dtype but got ${scalarTypeName(x.dtype)}`,
      "There is no NaN among integers: write x.float().mean().",
    );
  }
  const count = sum(x.isnan().logicalNot(), dims, { keepdim: options.keepdim });
  return nansum(x, dims, options).div(count);
}

/** How many elements differ from zero, int32; NaN does. */
export function countNonzero(x: Tensor, dims?: Dims): Tensor {
  return sum(x.ne(0), dims);
}

/** Whether any element differs from zero: bool, of uint8 uint8. */
export function any(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return reduced("any", x, dimsOf(x, dims), truthType(x), options);
}

/** Whether all elements differ from zero: bool, of uint8 uint8. */
export function all(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return reduced("all", x, dimsOf(x, dims), truthType(x), options);
}

function truthType(x: Tensor): DType {
  return x.dtype === "uint8" ? "uint8" : "bool";
}

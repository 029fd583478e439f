/**
 * Many elements to one: sums, means, products, any and all.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { sameShape, type Shape, sizeOf } from "../tensor/shape.ts";
import { ops } from "../tensor/operations.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Dims, dimsOf, reduced, type ReduceOptions, unreduced } from "./reduction.ts";

/** Options of sums, products and means. */
export interface SumOptions extends ReduceOptions {
  /** The dtype to compute in and to give. Default: the input's; int32 for smaller integers and bool. */
  dtype?: DType;
}

/** The sum of the elements. Integers narrower than int32, and bools, add up to int32. */
export function sum(x: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
  if (options.dtype !== undefined && options.dtype !== x.dtype) {
    return sum(x.to({ dtype: options.dtype }), dims, { keepdim: options.keepdim });
  }
  const list = dimsOf(x, dims);
  const dtype = x.dtype === "bool" || x.dtype === "uint8" ? "int32" : x.dtype;
  const output = reduced("sum", x, list, dtype, options);
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
  const output = reduced("prod", x, list, dtype, options);
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

/** Whether any element differs from zero. */
export function any(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return reduced("any", x, dimsOf(x, dims), "bool", options);
}

/** Whether all elements differ from zero. */
export function all(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return reduced("all", x, dimsOf(x, dims), "bool", options);
}

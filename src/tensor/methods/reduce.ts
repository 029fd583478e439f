/**
 * Methods that reduce.
 *
 * @module
 */
import type { AminmaxOptions, MinAndMax, ValuesAndIndices } from "../../ops/extremes.ts";
import type { NormOrder } from "../../ops/norm.ts";
import type { SumOptions } from "../../ops/reduce.ts";
import type { Dims, ReduceOptions } from "../../ops/reduction.ts";
import type { SoftmaxOptions } from "../../ops/softmax.ts";
import type { VarOptions } from "../../ops/statistics.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { BitMethods } from "./bits.ts";

/** Methods that reduce. */
export abstract class ReduceMethods extends BitMethods {
  /**
   * The sum of the elements, over all dimensions or some. Bool and uint8 add up to int32.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`, `dtype`
   *
   * @example
   * ```ts
   * import { ones } from "@hibana/hibana";
   *
   * console.log(ones(2, 3).sum().item(), ones(2, 3).sum(1).toArray()); // 6 [3, 3]
   * ```
   */
  sum(this: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
    return ops.sum(this, dims, options);
  }

  /**
   * The mean of the elements, over all dimensions or some.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`, `dtype`
   * @throws {RuntimeError} `mean(): could not infer output dtype. ...` for dtypes without fractions
   */
  mean(this: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
    return ops.mean(this, dims, options);
  }

  /**
   * The product of the elements, over all dimensions or one.
   *
   * @param dim a dimension; all of them when left out or null
   * @param options `keepdim`, `dtype`
   */
  prod(this: Tensor, dim?: number | null, options: SumOptions = {}): Tensor {
    return ops.prod(this, dim, options);
  }

  /**
   * The sum of the elements that are not NaN, over all dimensions or some.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`, `dtype`
   */
  nansum(this: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
    return ops.nansum(this, dims, options);
  }

  /**
   * The mean of the elements that are not NaN, over all dimensions or some.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`, `dtype`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, NaN, 3]).nanmean().item()); // 2
   * ```
   */
  nanmean(this: Tensor, dims?: Dims, options: SumOptions = {}): Tensor {
    return ops.nanmean(this, dims, options);
  }

  /**
   * How many elements differ from 0, int32, over all dimensions or some.
   *
   * @param dims one dimension or several; all of them when left out or null
   */
  countNonzero(this: Tensor, dims?: Dims): Tensor {
    return ops.countNonzero(this, dims);
  }

  /**
   * The variance, over all dimensions or some: unbiased, unless correction is 0.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `correction` (1) or `unbiased` (true), `keepdim`
   */
  var(this: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
    return ops.variance(this, dims, options);
  }

  /**
   * The standard deviation, over all dimensions or some: unbiased, unless correction is 0.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `correction` (1) or `unbiased` (true), `keepdim`
   */
  std(this: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
    return ops.std(this, dims, options);
  }

  /**
   * The largest element over some dimensions; equal ones share the gradient. NaN wins.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`
   */
  amax(this: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
    return ops.amax(this, dims, options);
  }

  /**
   * The smallest element over some dimensions; equal ones share the gradient. NaN wins.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`
   */
  amin(this: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
    return ops.amin(this, dims, options);
  }

  /**
   * The smallest and the largest elements, of all or along a dimension; NaN wins.
   *
   * @param options `dim`, `keepdim`
   * @returns `{ min, max }`, which also unpacks as `const [min, max] = ...`
   */
  aminmax(this: Tensor, options: AminmaxOptions = {}): MinAndMax {
    return ops.aminmax(this, options);
  }

  /**
   * The first position of the largest element, int32: along a dimension, or among all in row-major order.
   *
   * @param dim a dimension; all of them when left out or null
   * @param options `keepdim`
   */
  argmax(this: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
    return ops.argmax(this, dim, options);
  }

  /**
   * The first position of the smallest element, int32: along a dimension, or among all in row-major order.
   *
   * @param dim a dimension; all of them when left out or null
   * @param options `keepdim`
   */
  argmin(this: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
    return ops.argmin(this, dim, options);
  }

  /**
   * Whether any element differs from 0, as bool; of uint8 as uint8.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`
   */
  any(this: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
    return ops.any(this, dims, options);
  }

  /**
   * Whether all elements differ from 0, as bool; of uint8 as uint8.
   *
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`
   */
  all(this: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
    return ops.all(this, dims, options);
  }

  /**
   * log(sum(exp(x))) over some dimensions, safe from overflow.
   *
   * @param dims one dimension or several
   * @param options `keepdim`
   */
  logsumexp(this: Tensor, dims: Dims, options: ReduceOptions = {}): Tensor {
    return ops.logsumexp(this, dims, options);
  }

  /**
   * The norm of the elements: by default the square root of the summed squares.
   *
   * @param p the order: a number, Infinity for the largest absolute value, -Infinity for the smallest, 0 for
   * the count of elements that are not 0, `"fro"` for 2
   * @param dims one dimension or several; all of them when left out or null
   * @param options `keepdim`, `dtype` to convert to first
   * @throws {RuntimeError} `norm(): input dtype should be either floating point or complex. ...`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([3, -4]).norm().item(), tensor([3, -4]).norm(1).item()); // 5 7
   * ```
   */
  norm(this: Tensor, p: NormOrder = "fro", dims?: Dims, options: SumOptions = {}): Tensor {
    return ops.norm(this, p, dims, options);
  }

  /**
   * Every slice along a dimension whose norm is larger than allowed, scaled down.
   *
   * @param p the order of the norm, above 0
   * @param dim the dimension along which the slices lie
   * @param maxnorm the largest norm allowed
   * @throws {RuntimeError} for tensors of fewer than two dimensions
   */
  renorm(this: Tensor, p: number, dim: number, maxnorm: number): Tensor {
    return ops.renorm(this, p, dim, maxnorm);
  }

  /**
   * Scales down every slice along a dimension whose norm is larger than allowed.
   *
   * @param p the order of the norm, above 0
   * @param dim the dimension along which the slices lie
   * @param maxnorm the largest norm allowed
   * @returns this tensor
   */
  renorm_(this: Tensor, p: number, dim: number, maxnorm: number): Tensor {
    return ops.renormInPlace(this, p, dim, maxnorm);
  }

  /**
   * exp(x) divided by its sum along a dimension. A row of only -Infinity gives NaN.
   *
   * @param dim the dimension
   * @param options `dtype` to convert to first
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([0, 0]).softmax(-1).toArray()); // [0.5, 0.5]
   * ```
   */
  softmax(this: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
    return ops.softmax(this, dim, options);
  }

  /**
   * The logarithm of softmax, accurate where softmax is near 0.
   *
   * @param dim the dimension
   * @param options `dtype` to convert to first
   */
  logSoftmax(this: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
    return ops.logSoftmax(this, dim, options);
  }

  /**
   * The largest element of all; equal ones share the gradient.
   */
  max(this: Tensor): Tensor;
  /**
   * The largest elements along a dimension, and where they are.
   *
   * @param dim the dimension
   * @param options `keepdim`
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   */
  max(this: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  /**
   * The largest of two, element by element, as {@linkcode maximum}.
   *
   * @param other a tensor; shapes broadcast
   */
  max(this: Tensor, other: Tensor): Tensor;
  max(this: Tensor, of?: number | Tensor, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
    if (of === undefined) return ops.maxOfAll(this);
    return typeof of === "number" ? ops.maxAlong(this, of, options) : this.maximum(of);
  }

  /**
   * The smallest element of all; equal ones share the gradient.
   */
  min(this: Tensor): Tensor;
  /**
   * The smallest elements along a dimension, and where they are.
   *
   * @param dim the dimension
   * @param options `keepdim`
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   */
  min(this: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  /**
   * The smallest of two, element by element, as {@linkcode minimum}.
   *
   * @param other a tensor; shapes broadcast
   */
  min(this: Tensor, other: Tensor): Tensor;
  min(this: Tensor, of?: number | Tensor, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
    if (of === undefined) return ops.minOfAll(this);
    return typeof of === "number" ? ops.minAlong(this, of, options) : this.minimum(of);
  }
}

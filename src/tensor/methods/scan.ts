/**
 * Methods that run along a dimension and keep what they have so far, or compare neighbours; and how
 * variables vary together.
 *
 * @module
 */
import type { CovOptions } from "../../ops/covariance.ts";
import type { DiffOptions } from "../../ops/differences.ts";
import type { ValuesAndIndices } from "../../ops/extremes.ts";
import type { ScanOptions } from "../../ops/scan.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { ReduceMethods } from "./reduce.ts";

/** Methods that run along a dimension and keep what they have so far, or compare neighbours. */
export abstract class ScanMethods extends ReduceMethods {
  /**
   * The sum of the elements up to each, along a dimension. Bool and uint8 add up to int32.
   *
   * @param dim the dimension
   * @param options `dtype` to convert to first
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2, 3]).cumsum(0).toArray()); // [1, 3, 6]
   * ```
   */
  cumsum(this: Tensor, dim: number, options: ScanOptions = {}): Tensor {
    return ops.cumsum(this, dim, options);
  }

  /**
   * Overwrites each element by the sum up to it.
   *
   * @param dim the dimension
   * @param options `dtype`, which must be the tensor's own
   * @returns this tensor
   */
  cumsum_(this: Tensor, dim: number, options: ScanOptions = {}): Tensor {
    return ops.cumsumInPlace(this, dim, options);
  }

  /**
   * The product of the elements up to each, along a dimension. Bool and uint8 multiply to int32.
   *
   * @param dim the dimension
   * @param options `dtype` to convert to first
   */
  cumprod(this: Tensor, dim: number, options: ScanOptions = {}): Tensor {
    return ops.cumprod(this, dim, options);
  }

  /**
   * Overwrites each element by the product up to it.
   *
   * @param dim the dimension
   * @param options `dtype`, which must be the tensor's own
   * @returns this tensor
   */
  cumprod_(this: Tensor, dim: number, options: ScanOptions = {}): Tensor {
    return ops.cumprodInPlace(this, dim, options);
  }

  /**
   * The largest element up to each, along a dimension, and where it is: the last among equals. NaN wins.
   *
   * @param dim the dimension
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const [values, indices] = tensor([1, 3, 2]).cummax(0);
   * console.log(values!.toArray(), indices!.toArray()); // [1, 3, 3] [0, 1, 1]
   * ```
   */
  cummax(this: Tensor, dim: number): ValuesAndIndices {
    return ops.cummax(this, dim);
  }

  /**
   * The smallest element up to each, along a dimension, and where it is: the last among equals. NaN wins.
   *
   * @param dim the dimension
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   */
  cummin(this: Tensor, dim: number): ValuesAndIndices {
    return ops.cummin(this, dim);
  }

  /**
   * log(sum(exp(x))) of the elements up to each, along a dimension, safe from overflow.
   *
   * @param dim the dimension
   * @throws {RuntimeError} for dtypes without fractions
   */
  logcumsumexp(this: Tensor, dim: number): Tensor {
    return ops.logcumsumexp(this, dim);
  }

  /**
   * Each element minus the one before it along a dimension, n times over; of truth values, whether they
   * differ.
   *
   * @param n how often
   * @param dim the dimension
   * @param options `prepend`, `append`: tensors to join with this one first
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 4, 9]).diff().toArray()); // [3, 5]
   * ```
   */
  diff(this: Tensor, n = 1, dim = -1, options: DiffOptions = {}): Tensor {
    return ops.diff(this, n, dim, options);
  }

  /**
   * The covariance matrix of variables: rows are variables, columns observations.
   *
   * @param options `correction` (1), `fweights`, `aweights`; weights are read back, to say no to negative ones
   */
  cov(this: Tensor, options: CovOptions = {}): Tensor {
    return ops.cov(this, options);
  }

  /** The correlation coefficients of variables: rows are variables, columns observations. */
  corrcoef(this: Tensor): Tensor {
    return ops.corrcoef(this);
  }
}

/**
 * Methods that sort, rank and search.
 *
 * @module
 */
import type { ValuesAndIndices } from "../../ops/extremes.ts";
import type { QuantileOptions } from "../../ops/quantile.ts";
import type { ReduceOptions } from "../../ops/reduction.ts";
import type { SortOptions, TopkOptions } from "../../ops/sort.ts";
import type { UniqueConsecutiveOptions, UniqueOptions, UniqueResult } from "../../ops/unique.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { ScanMethods } from "./scan.ts";

/** Methods that sort, rank and search. */
export abstract class OrderMethods extends ScanMethods {
  /**
   * The elements in order along a dimension, and where each stood, int32. NaN counts as the largest;
   * equal elements keep their order.
   *
   * @param dim the dimension; the last by default
   * @param options `descending` (false); `stable`, which it always is
   * @returns `{ values, indices }` of this shape, which also unpacks as `const [values, indices] = ...`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const { values, indices } = tensor([3, 1, 2]).sort();
   * console.log(values.toArray(), indices.toArray()); // [1, 2, 3] [1, 2, 0]
   * ```
   */
  sort(this: Tensor, dim = -1, options: SortOptions = {}): ValuesAndIndices {
    return ops.sort(this, dim, options);
  }

  /**
   * The positions, int32, that put the elements in order along a dimension; equal ones keep their order.
   *
   * @param dim the dimension; the last by default
   * @param options `descending` (false); `stable`, which it always is
   */
  argsort(this: Tensor, dim = -1, options: SortOptions = {}): Tensor {
    return ops.argsort(this, dim, options);
  }

  /** The elements in order along the first dimension. */
  msort(this: Tensor): Tensor {
    return ops.msort(this);
  }

  /**
   * The k largest elements along a dimension, the largest first, and their positions, int32. NaN counts
   * as the largest; among equal elements the first come first.
   *
   * @param k how many
   * @param dim the dimension; the last by default
   * @param options `largest` (true): false for the smallest; `sorted`, which they always are
   * @returns `{ values, indices }`, with size k along the dimension
   * @throws {RuntimeError} `selected index k out of range`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const { values, indices } = tensor([0.1, 0.6, 0.3]).topk(2);
   * console.log(indices.toArray(), values.shape); // [1, 2] [2]
   * ```
   */
  topk(this: Tensor, k: number, dim = -1, options: TopkOptions = {}): ValuesAndIndices {
    return ops.topk(this, k, dim, options);
  }

  /**
   * The k-th smallest element along a dimension, and its position, int32. NaN counts as the largest.
   *
   * @param k counted from 1
   * @param dim the dimension; the last by default
   * @param options `keepdim`
   * @throws {RuntimeError} `kthvalue(): selected number k out of range for dimension 0`
   */
  kthvalue(this: Tensor, k: number, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
    return ops.kthvalue(this, k, dim, options);
  }

  /**
   * The median of all elements: of an even number the lower of the two in the middle. Any NaN makes it
   * NaN; equal elements share the gradient.
   */
  median(this: Tensor): Tensor;
  /**
   * The medians along a dimension, and where they are. A row with a NaN gives its first NaN.
   *
   * @param dim the dimension
   * @param options `keepdim`
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   * @throws {IndexError} when the dimension is empty
   */
  median(this: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  median(this: Tensor, dim?: number, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
    return dim === undefined ? ops.median(this) : ops.median(this, dim, options);
  }

  /**
   * The median of all elements that are numbers: of an even count the lower of the two in the middle.
   */
  nanmedian(this: Tensor): Tensor;
  /**
   * The medians along a dimension of those elements that are numbers, and where they are.
   *
   * @param dim the dimension
   * @param options `keepdim`
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   * @throws {IndexError} when the dimension is empty
   */
  nanmedian(this: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  nanmedian(this: Tensor, dim?: number, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
    return dim === undefined ? ops.nanmedian(this) : ops.nanmedian(this, dim, options);
  }

  /**
   * The most frequent element along a dimension, the smallest of several, and where it is last, int32.
   * No NaN equals another.
   *
   * @param dim the dimension; the last by default
   * @param options `keepdim`
   * @returns `{ values, indices }`, which also unpacks as `const [values, indices] = ...`
   * @throws {IndexError} when the dimension is empty
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const { values, indices } = tensor([2, 1, 2, 3]).mode();
   * console.log(values.item(), indices.item()); // 2 2
   * ```
   */
  mode(this: Tensor, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
    return ops.mode(this, dim, options);
  }

  /**
   * The value below which a part q of the elements lies, of all or along a dimension. Between two
   * elements it is interpolated. Any NaN makes it NaN.
   *
   * @param q from 0 to 1; or a vector of them, [Q], of this dtype, for a result [Q, ...]. On `webgpu` the
   * elements of a tensor are not checked at once
   * @param dim the dimension; all elements when left out or null
   * @param options `keepdim`; `interpolation`: "linear", "lower", "higher", "midpoint" or "nearest"
   * @throws {RuntimeError} for dtypes but float32 and float64, and for q out of range
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const x = tensor([0, 1, 2, 4]);
   * console.log(x.quantile(0.5).item()); // 1.5
   * console.log(x.quantile(tensor([0, 1])).toArray()); // [0, 4]
   * ```
   */
  quantile(
    this: Tensor,
    q: Tensor | number,
    dim?: number | null,
    options: QuantileOptions = {},
  ): Tensor {
    return ops.quantile(this, q, dim, options);
  }

  /**
   * {@linkcode quantile} of those elements that are numbers; NaN where none is.
   *
   * @param q from 0 to 1, or a vector of them
   * @param dim the dimension; all elements when left out or null
   * @param options `keepdim`, `interpolation`
   */
  nanquantile(
    this: Tensor,
    q: Tensor | number,
    dim?: number | null,
    options: QuantileOptions = {},
  ): Tensor {
    return ops.nanquantile(this, q, dim, options);
  }

  /**
   * Every element that occurs, once, in ascending order. No NaN equals another. Reads back, because the
   * shape depends on the elements.
   *
   * @param options `returnInverse`: also for every element its place among the unique ones;
   * `returnCounts`: also how often each occurs; `dim`: compare slices along a dimension, in the order of
   * their elements (a sort for each element of a slice); `sorted`, which they always are
   * @returns the elements, or a list of them, the inverse and the counts, as asked for
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const [values, counts] = tensor([3, 1, 3]).unique({ returnCounts: true });
   * console.log(values.toArray(), counts.toArray()); // [1, 3] [1, 2]
   * ```
   */
  unique<const Options extends UniqueOptions>(
    this: Tensor,
    options?: Options,
  ): UniqueResult<Options> {
    return ops.unique(this, options);
  }

  /**
   * The elements without those that equal the one before. Reads back, because the shape depends on the
   * elements.
   *
   * @param options `returnInverse`, `returnCounts`, `dim`, as of {@linkcode unique}
   * @returns the elements, or a list of them, the inverse and the counts, as asked for
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 1, 2, 1]).uniqueConsecutive().toArray()); // [1, 2, 1]
   * ```
   */
  uniqueConsecutive<const Options extends UniqueConsecutiveOptions>(
    this: Tensor,
    options?: Options,
  ): UniqueResult<Options> {
    return ops.uniqueConsecutive(this, options);
  }
}

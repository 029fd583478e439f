/**
 * Methods that read at positions which indices name, find such positions, and count.
 *
 * @module
 */
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import type { Index } from "../../ops/index_plan.ts";
import type { Histogram, HistogramOptions } from "../../ops/histogram.ts";
import { ScatterMethods } from "./scatter.ts";

/** Methods that read at positions which indices name, find such positions, and count. */
export abstract class IndexMethods extends ScatterMethods {
  /**
   * The elements that indices name. Whole numbers pick, `"1:3"` slices, null adds a dimension, `"..."`
   * stands for all dimensions not named: these give a view. Index tensors and masks give a copy.
   *
   * @param indices one for each dimension, from the first
   * @throws {IndexError} `index 3 is out of bounds for dimension 0 with size 3`
   *
   * @example
   * ```ts
   * import { arange } from "@hibana/hibana";
   *
   * const x = arange(12).view(3, 4);
   * console.log(x.at(0, "1:3").toArray(), x.at("...", -1).toArray()); // [1, 2] [3, 7, 11]
   * ```
   */
  at(this: Tensor, ...indices: Index[]): Tensor {
    return ops.at(this, indices);
  }

  /**
   * Overwrites the elements that indices name.
   *
   * @param indices a list of indices, or a single one, as for {@linkcode at}
   * @param value a number, or a tensor that broadcasts to what the indices name
   * @returns this tensor
   *
   * @example
   * ```ts
   * import { zeros } from "@hibana/hibana";
   *
   * console.log(zeros(2, 2).setAt([0, ":"], 1).toArray()); // [[1, 1], [0, 0]]
   * ```
   */
  setAt(
    this: Tensor,
    indices: readonly Index[] | Exclude<Index, readonly unknown[]>,
    value: Tensor | number | boolean,
  ): Tensor {
    return ops.setAt(this, Array.isArray(indices) ? indices : [indices as Index], value);
  }

  /**
   * For every position of the index, the element that it names along a dimension.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   */
  gather(this: Tensor, dim: number, index: Tensor): Tensor {
    return ops.gather(this, dim, index);
  }

  /**
   * The slices that a vector of indices names.
   *
   * @param dim the dimension
   * @param index int32, one dimension
   */
  indexSelect(this: Tensor, dim: number, index: Tensor): Tensor {
    return ops.indexSelect(this, dim, index);
  }
  /**
   * The elements at positions counted over all elements in row-major order, at the shape of the index.
   *
   * @param index int32, any shape; negative positions count from the end
   */
  take(this: Tensor, index: Tensor): Tensor {
    return ops.take(this, index);
  }

  /**
   * For every position of the indices, the element that they name along a dimension; other sizes
   * broadcast.
   *
   * @param indices int32, with as many dimensions as this tensor
   * @param dim the dimension; without it, positions are counted over all elements
   */
  takeAlongDim(this: Tensor, indices: Tensor, dim?: number): Tensor {
    return ops.takeAlongDim(this, indices, dim);
  }

  /**
   * A copy in which the elements that index tensors name are others.
   *
   * @param indices index tensors or masks, one for each dimension from the first
   * @param values a tensor of the same dtype that broadcasts to what the indices name
   * @param accumulate whether to add to what is there
   */
  indexPut(
    this: Tensor,
    indices: readonly Tensor[],
    values: Tensor,
    accumulate = false,
  ): Tensor {
    return ops.indexPut(this, indices, values, accumulate);
  }

  /**
   * {@linkcode indexPut} in place.
   *
   * @param indices index tensors or masks, one for each dimension from the first
   * @param values a tensor of the same dtype that broadcasts to what the indices name
   * @param accumulate whether to add to what is there
   */
  indexPut_(
    this: Tensor,
    indices: readonly Tensor[],
    values: Tensor,
    accumulate = false,
  ): Tensor {
    return ops.indexPutInPlace(this, indices, values, accumulate);
  }

  /**
   * The elements where a mask is true, in row-major order; a vector. Reads back how many there are.
   *
   * @param mask bool; both shapes broadcast
   */
  maskedSelect(this: Tensor, mask: Tensor): Tensor {
    return ops.maskedSelect(this, mask);
  }

  /** Where elements differ from zero: a row of coordinates for each, int32. Reads back how many. */
  nonzero(options?: { asTuple?: false }): Tensor;
  /** Where elements differ from zero: a vector of coordinates for each dimension. Reads back how many. */
  nonzero(options: { asTuple: true }): Tensor[];
  /**
   * Where elements differ from zero, in row-major order; int32. Reads back how many there are.
   *
   * @param options `asTuple`: a vector for each dimension instead of a row for each element
   */
  nonzero(this: Tensor, options: { asTuple?: boolean } = {}): Tensor | Tensor[] {
    return options.asTuple === true ? ops.nonzero(this, { asTuple: true }) : ops.nonzero(this);
  }

  /** Where elements differ from zero: a row of coordinates for each. Reads back how many there are. */
  argwhere(this: Tensor): Tensor {
    return ops.nonzero(this);
  }

  /**
   * How often each whole number from 0 up occurs. Reads back the largest one.
   *
   * @param weights add these up instead of counting
   * @param minlength the result's length at least
   */
  bincount(this: Tensor, weights: Tensor | null = null, minlength = 0): Tensor {
    return ops.bincount(this, weights, minlength);
  }

  /**
   * How many elements fall into each of some bins of equal width.
   *
   * @param bins how many bins
   * @param min the lower end; where both ends are equal, the range is that of the data, which is read back
   * @param max the upper end
   */
  histc(this: Tensor, bins = 100, min = 0, max = 0): Tensor {
    return ops.histc(this, bins, min, max);
  }

  /**
   * How many elements fall into each bin, or the sum of their weights.
   *
   * @param bins how many bins of equal width, or their edges
   * @param options `range`, `weight`, `density`
   */
  histogram(this: Tensor, bins: number | Tensor, options: HistogramOptions = {}): Histogram {
    return ops.histogram(this, bins, options);
  }
}

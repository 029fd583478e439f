/**
 * Methods that overwrite, at positions that index tensors or masks name.
 *
 * @module
 */
import type { IndexAddOptions } from "../../ops/index_along.ts";
import type { ScatterReduction } from "../../ops/scatter_reduce.ts";
import type { ScatterOptions, ScatterReduceOptions } from "../../ops/scatter.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { RearrangeMethods } from "./rearrange.ts";

/** Methods that overwrite, at positions that index tensors or masks name. */
export abstract class ScatterMethods extends RearrangeMethods {
  /**
   * A copy in which a source's elements stand at the positions that an index names along a dimension.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype, or a number
   * @param options `reduce`: "add" or "multiply" combines all with what is there
   * @throws {RuntimeError} `index 3 is out of bounds for dimension 0 with size 3`
   */
  scatter(
    this: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor | number | boolean,
    options: ScatterOptions = {},
  ): Tensor {
    return ops.scatter(this, dim, index, src, options);
  }

  /**
   * {@linkcode scatter} in place.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype, or a number
   * @param options `reduce`: "add" or "multiply" combines all with what is there
   */
  scatter_(
    this: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor | number | boolean,
    options: ScatterOptions = {},
  ): Tensor {
    return ops.scatterInPlace(this, dim, index, src, options);
  }

  /**
   * A copy in which a source's elements are added at the positions that an index names along a dimension.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype
   */
  scatterAdd(this: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
    return ops.scatterAdd(this, dim, index, src);
  }

  /**
   * {@linkcode scatterAdd} in place.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype
   */
  scatterAdd_(this: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
    return ops.scatterAddInPlace(this, dim, index, src);
  }

  /**
   * A copy in which everything that an index sends to a place is reduced to one value there.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype
   * @param reduce "sum", "prod", "mean", "amax" or "amin"
   * @param options `includeSelf`: whether this tensor's elements take part (default: true)
   */
  scatterReduce(
    this: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor,
    reduce: ScatterReduction,
    options: ScatterReduceOptions = {},
  ): Tensor {
    return ops.scatterReduce(this, dim, index, src, reduce, options);
  }

  /**
   * {@linkcode scatterReduce} in place.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param src a tensor of the same dtype
   * @param reduce "sum", "prod", "mean", "amax" or "amin"
   * @param options `includeSelf`: whether this tensor's elements take part (default: true)
   */
  scatterReduce_(
    this: Tensor,
    dim: number,
    index: Tensor,
    src: Tensor,
    reduce: ScatterReduction,
    options: ScatterReduceOptions = {},
  ): Tensor {
    return ops.scatterReduceInPlace(this, dim, index, src, reduce, options);
  }

  /**
   * A copy to whose slices those of a source are added.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   * @param options `alpha` multiplies the source (default: 1)
   */
  indexAdd(
    this: Tensor,
    dim: number,
    index: Tensor,
    source: Tensor,
    options: IndexAddOptions = {},
  ): Tensor {
    return ops.indexAdd(this, dim, index, source, options);
  }

  /**
   * {@linkcode indexAdd} in place.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   * @param options `alpha` multiplies the source (default: 1)
   */
  indexAdd_(
    this: Tensor,
    dim: number,
    index: Tensor,
    source: Tensor,
    options: IndexAddOptions = {},
  ): Tensor {
    return ops.indexAddInPlace(this, dim, index, source, options);
  }

  /**
   * A copy some of whose slices are those of a source.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   */
  indexCopy(this: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
    return ops.indexCopy(this, dim, index, source);
  }

  /**
   * {@linkcode indexCopy} in place.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   */
  indexCopy_(this: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
    return ops.indexCopyInPlace(this, dim, index, source);
  }

  /**
   * A copy some of whose slices are filled with a value.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: the slices; negative ones count from the end
   * @param value a number or a 0-d tensor
   */
  indexFill(this: Tensor, dim: number, index: Tensor, value: Tensor | number | boolean): Tensor {
    return ops.indexFill(this, dim, index, value);
  }

  /**
   * {@linkcode indexFill} in place.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: the slices; negative ones count from the end
   * @param value a number or a 0-d tensor
   */
  indexFill_(this: Tensor, dim: number, index: Tensor, value: Tensor | number | boolean): Tensor {
    return ops.indexFillInPlace(this, dim, index, value);
  }

  /**
   * A copy in which everything that goes to a slice is reduced to one slice there.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   * @param reduce "prod", "mean", "amax" or "amin"
   * @param options `includeSelf`: whether this tensor's slices take part (default: true)
   */
  indexReduce(
    this: Tensor,
    dim: number,
    index: Tensor,
    source: Tensor,
    reduce: Exclude<ScatterReduction, "sum">,
    options: ScatterReduceOptions = {},
  ): Tensor {
    return ops.indexReduce(this, dim, index, source, reduce, options);
  }

  /**
   * {@linkcode indexReduce} in place.
   *
   * @param dim the dimension along which slices are counted
   * @param index int32, a vector: where each slice of the source goes
   * @param source a tensor of the same dtype, with a slice for each index
   * @param reduce "prod", "mean", "amax" or "amin"
   * @param options `includeSelf`: whether this tensor's slices take part (default: true)
   */
  indexReduce_(
    this: Tensor,
    dim: number,
    index: Tensor,
    source: Tensor,
    reduce: Exclude<ScatterReduction, "sum">,
    options: ScatterReduceOptions = {},
  ): Tensor {
    return ops.indexReduceInPlace(this, dim, index, source, reduce, options);
  }

  /**
   * A copy in which elements, counted over all in row-major order, are those of a source.
   *
   * @param index int32, any shape: where each element of the source goes; negative ones count from the end
   * @param source a tensor of the same dtype, as many elements as the index has
   * @param accumulate whether to add to what is there
   */
  put(this: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
    return ops.put(this, index, source, accumulate);
  }

  /**
   * {@linkcode put} in place.
   *
   * @param index int32, any shape: where each element of the source goes; negative ones count from the end
   * @param source a tensor of the same dtype, as many elements as the index has
   * @param accumulate whether to add to what is there
   */
  put_(this: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
    return ops.putInPlace(this, index, source, accumulate);
  }

  /**
   * A copy in which the elements where a mask is true are those of a source, one after the other.
   *
   * @param mask bool; both shapes broadcast
   * @param source a tensor of the same dtype, with at least as many elements as the mask is true
   */
  maskedScatter(this: Tensor, mask: Tensor, source: Tensor): Tensor {
    return ops.maskedScatter(this, mask, source);
  }

  /**
   * {@linkcode maskedScatter} in place.
   *
   * @param mask bool; broadcasts to this shape
   * @param source a tensor of the same dtype, with at least as many elements as the mask is true
   */
  maskedScatter_(this: Tensor, mask: Tensor, source: Tensor): Tensor {
    return ops.maskedScatterInPlace(this, mask, source);
  }

  /**
   * A copy in which one position of a dimension is another tensor.
   *
   * @param src of this shape without that dimension
   * @param dim the dimension
   * @param index the position, negative from the end
   */
  selectScatter(this: Tensor, src: Tensor, dim: number, index: number): Tensor {
    return ops.selectScatter(this, src, dim, index);
  }

  /**
   * A copy in which a slice of a dimension is another tensor.
   *
   * @param src of the shape of the slice
   * @param dim the dimension
   * @param start the first position; null for the beginning
   * @param end the position after the last; null for the end
   * @param step from one position to the next
   */
  sliceScatter(
    this: Tensor,
    src: Tensor,
    dim = 0,
    start: number | null = null,
    end: number | null = null,
    step = 1,
  ): Tensor {
    return ops.sliceScatter(this, src, dim, start, end, step);
  }

  /**
   * A copy in which a diagonal of two dimensions is another tensor.
   *
   * @param src of the shape of the diagonal
   * @param offset 0 for the main diagonal, positive above it, negative below
   * @param dim1 the dimension of the rows
   * @param dim2 the dimension of the columns
   */
  diagonalScatter(this: Tensor, src: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
    return ops.diagonalScatter(this, src, offset, dim1, dim2);
  }

  /**
   * Fills the main diagonal in place; all sizes of more than two dimensions must be equal.
   *
   * @param value a number
   * @param wrap whether the diagonal of a tall matrix begins anew below
   */
  fillDiagonal_(this: Tensor, value: number | boolean, wrap = false): Tensor {
    return ops.fillDiagonalInPlace(this, value, wrap);
  }
}

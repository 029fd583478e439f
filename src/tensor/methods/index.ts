/**
 * Methods that read and write at positions which indices name.
 *
 * @module
 */
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import type { Index } from "../../ops/index_plan.ts";
import { RearrangeMethods } from "./rearrange.ts";

/** Methods that read and write at positions which indices name. */
export abstract class IndexMethods extends RearrangeMethods {
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
   * A copy in which a source's elements stand at the positions that an index names along a dimension.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param source a tensor of the same dtype, or a number
   */
  scatter(this: Tensor, dim: number, index: Tensor, source: Tensor | number): Tensor {
    return ops.scatter(this, dim, index, source);
  }

  /**
   * A copy in which a source's elements are added at the positions that an index names along a dimension.
   *
   * @param dim the dimension
   * @param index int32, with as many dimensions as this tensor
   * @param source a tensor of the same dtype
   */
  scatterAdd(this: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
    return ops.scatterAdd(this, dim, index, source);
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
}

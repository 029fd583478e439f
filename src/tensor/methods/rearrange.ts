/**
 * Methods that move dimensions, cut pieces and windows, repeat elements and put them in another order.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { listOf, ShapeMethods } from "./shape.ts";

/** Methods that move dimensions, cut pieces and windows, repeat elements and reorder them. */
export abstract class RearrangeMethods extends ShapeMethods {
  /**
   * Dimensions moved to other places, the rest in their order; a view.
   *
   * @param source a dimension, or several
   * @param destination where each of them goes
   */
  movedim(
    this: Tensor,
    source: number | readonly number[],
    destination: number | readonly number[],
  ): Tensor {
    return ops.movedim(this, source, destination);
  }

  /**
   * Another name of `movedim`.
   *
   * @param source a dimension, or several
   * @param destination where each of them goes
   */
  moveaxis(
    this: Tensor,
    source: number | readonly number[],
    destination: number | readonly number[],
  ): Tensor {
    return ops.movedim(this, source, destination);
  }

  /**
   * Another name of `transpose`.
   *
   * @param axis0 one dimension
   * @param axis1 the other
   */
  swapaxes(this: Tensor, axis0: number, axis1: number): Tensor {
    return ops.transpose(this, axis0, axis1);
  }

  /**
   * Another name of `transpose`.
   *
   * @param dim0 one dimension
   * @param dim1 the other
   */
  swapdims(this: Tensor, dim0: number, dim1: number): Tensor {
    return ops.transpose(this, dim0, dim1);
  }

  /** A matrix with its dimensions swapped, as `t()`: hibana has no complex numbers to conjugate. */
  get H(): Tensor {
    const self = this as unknown as Tensor;
    if (self.ndim === 2 || self.ndim === 0) return ops.t(self);
    throw new RuntimeError(
      "bad-dims",
      `tensor.H is only supported on matrices (2-D tensors). Got ${self.ndim}-D tensor.${
        self.ndim > 2 ? " For batches of matrices, consider using tensor.mH" : ""
      }`,
      "mH swaps the last two dimensions of any number.",
    );
  }

  /** The last two dimensions swapped, as `mT`: hibana has no complex numbers to conjugate. */
  get mH(): Tensor {
    const self = this as unknown as Tensor;
    return ops.adjoint(self, "tensor.mH");
  }

  /** The last two dimensions swapped, as `mT`. */
  adjoint(this: Tensor): Tensor {
    return ops.adjoint(this);
  }

  /**
   * The same elements at the shape of another tensor, never copied.
   *
   * @param other whose shape to take
   */
  viewAs(this: Tensor, other: Tensor): Tensor {
    return ops.view(this, other.shape);
  }

  /**
   * The same elements at the shape of another tensor: a view where possible.
   *
   * @param other whose shape to take
   */
  reshapeAs(this: Tensor, other: Tensor): Tensor {
    return ops.reshape(this, other.shape);
  }

  /** All elements as a vector: a view where possible. */
  ravel(this: Tensor): Tensor {
    return ops.ravel(this);
  }

  /**
   * Expanded to a shape; a view.
   *
   * @param size the shape
   */
  broadcastTo(this: Tensor, size: readonly number[]): Tensor {
    return ops.expand(this, size);
  }

  /**
   * A view of the storage with sizes and strides of one's own.
   *
   * @param size the shape
   * @param stride for each dimension, how many elements of the storage one step skips
   * @param storageOffset the first element's position in the storage; this tensor's own unless given
   */
  asStrided(
    this: Tensor,
    size: readonly number[],
    stride: readonly number[],
    storageOffset?: number,
  ): Tensor {
    return ops.asStrided(this, size, stride, storageOffset);
  }

  /**
   * Windows that slide along a dimension, as a new last dimension; a view, whose windows may overlap.
   *
   * @param dimension along which they slide; afterwards it counts the windows
   * @param size how many positions a window takes
   * @param step from one window to the next
   *
   * @example
   * ```ts
   * import { arange } from "@hibana/hibana";
   *
   * console.log(arange(4).unfold(0, 3, 1).toArray()); // [[0, 1, 2], [1, 2, 3]]
   * ```
   */
  unfold(this: Tensor, dimension: number, size: number, step: number): Tensor {
    return ops.unfold(this, dimension, size, step);
  }

  /**
   * Views of given sizes along a dimension.
   *
   * @param sizes the size of each; together all positions
   * @param dim the dimension
   */
  splitWithSizes(this: Tensor, sizes: readonly number[], dim = 0): Tensor[] {
    return ops.split(this, sizes, dim);
  }

  /**
   * Views of a dimension cut into exactly so many pieces, or before given positions.
   *
   * @param pieces how many, or the positions to cut before
   * @param dim the dimension
   */
  tensorSplit(this: Tensor, pieces: number | readonly number[], dim = 0): Tensor[] {
    return ops.tensorSplit(this, pieces, dim);
  }

  /**
   * Views of equal pieces of the columns, or cut before given ones.
   *
   * @param pieces how many, or the positions to cut before
   */
  hsplit(this: Tensor, pieces: number | readonly number[]): Tensor[] {
    return ops.hsplit(this, pieces);
  }

  /**
   * Views of equal pieces of the rows, or cut before given ones.
   *
   * @param pieces how many, or the positions to cut before
   */
  vsplit(this: Tensor, pieces: number | readonly number[]): Tensor[] {
    return ops.vsplit(this, pieces);
  }

  /**
   * Views of equal pieces of the third dimension, or cut before given positions.
   *
   * @param pieces how many, or the positions to cut before
   */
  dsplit(this: Tensor, pieces: number | readonly number[]): Tensor[] {
    return ops.dsplit(this, pieces);
  }

  /**
   * The elements in reverse order along dimensions; a copy.
   *
   * @param dims the dimensions, as numbers or as one list
   */
  flip(this: Tensor, ...dims: number[] | [dims: readonly number[]]): Tensor {
    return ops.flip(this, listOf(dims));
  }

  /** Matrices with their columns in reverse order; a copy. */
  fliplr(this: Tensor): Tensor {
    return ops.fliplr(this);
  }

  /** The rows in reverse order; a copy. */
  flipud(this: Tensor): Tensor {
    return ops.flipud(this);
  }

  /**
   * The elements moved on along dimensions; those that fall off one end come in at the other.
   *
   * @param shifts how far; negative to the front
   * @param dims along which dimensions, one for each shift; without any in row-major order
   */
  roll(
    this: Tensor,
    shifts: number | readonly number[],
    dims: number | readonly number[] = [],
  ): Tensor {
    return ops.roll(this, shifts, dims);
  }

  /**
   * The plane of two dimensions turned by quarters of a circle.
   *
   * @param k how many quarters
   * @param dims the two dimensions
   */
  rot90(this: Tensor, k = 1, dims: readonly number[] = [0, 1]): Tensor {
    return ops.rot90(this, k, dims);
  }

  /**
   * The whole tensor several times along each dimension.
   *
   * @param repeats how often, for each dimension, as numbers or as one list
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * console.log(tensor([1, 2]).repeat(2, 2).toArray()); // [[1, 2, 1, 2], [1, 2, 1, 2]]
   * ```
   */
  repeat(this: Tensor, ...repeats: number[] | [repeats: readonly number[]]): Tensor {
    return ops.repeat(this, listOf(repeats));
  }

  /**
   * The whole tensor several times along each dimension; missing numbers are leading ones.
   *
   * @param dims how often, for each dimension, as numbers or as one list
   */
  tile(this: Tensor, ...dims: number[] | [dims: readonly number[]]): Tensor {
    return ops.tile(this, listOf(dims));
  }

  /**
   * Every element, or slice of a dimension, several times in a row.
   *
   * @param repeats how often: a number, or a tensor of one number for each position, which is read from
   * the GPU, since the shape depends on it
   * @param dim the dimension; all of them flattened unless given
   */
  repeatInterleave(this: Tensor, repeats: number | Tensor, dim?: number): Tensor {
    return ops.repeatInterleave(this, repeats, dim);
  }

  /**
   * A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector.
   *
   * @param offset 0 for the main diagonal, positive above it
   */
  diag(this: Tensor, offset = 0): Tensor {
    return ops.diag(this, offset);
  }

  /**
   * The last dimension as the diagonal of matrices that are zero elsewhere.
   *
   * @param offset 0 for the main diagonal, positive above it
   * @param dim1 where the rows of the matrices go
   * @param dim2 where their columns go
   */
  diagEmbed(this: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
    return ops.diagEmbed(this, offset, dim1, dim2);
  }

  /**
   * All elements, in row-major order, as the diagonal of one matrix.
   *
   * @param offset 0 for the main diagonal, positive above it
   */
  diagflat(this: Tensor, offset = 0): Tensor {
    return ops.diagflat(this, offset);
  }
}

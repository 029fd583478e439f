/**
 * Methods that show the same elements at another shape.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { OrderMethods } from "./order.ts";

/** Numbers given one by one or as one list. */
export function listOf(values: number[] | [readonly number[]]): readonly number[] {
  return Array.isArray(values[0]) ? values[0] : values as number[];
}

/** Methods that show the same elements at another shape. */
export abstract class ShapeMethods extends OrderMethods {
  /**
   * The same elements at another shape, never copied. One size may be -1.
   *
   * @param sizes the shape, as numbers or as one list
   * @throws {RuntimeError} when the elements lie so that only a copy could have this shape
   *
   * @example
   * ```ts
   * import { arange } from "@hibana/hibana";
   *
   * console.log(arange(6).view(2, -1).shape); // [2, 3]
   * ```
   */
  view(this: Tensor, ...sizes: number[] | [sizes: readonly number[]]): Tensor {
    return ops.view(this, listOf(sizes));
  }

  /**
   * The same elements at another shape: a view where possible, else a copy. One size may be -1.
   *
   * @param sizes the shape, as numbers or as one list
   * @throws {RuntimeError} `shape '[4]' is invalid for input of size 6`
   */
  reshape(this: Tensor, ...sizes: number[] | [sizes: readonly number[]]): Tensor {
    return ops.reshape(this, listOf(sizes));
  }

  /** A contiguous tensor of the same elements: itself if it is contiguous already. */
  contiguous(this: Tensor): Tensor {
    return ops.contiguous(this);
  }

  /**
   * Two dimensions swapped; a view.
   *
   * @param dim0 one dimension
   * @param dim1 the other
   */
  transpose(this: Tensor, dim0: number, dim1: number): Tensor {
    return ops.transpose(this, dim0, dim1);
  }

  /**
   * A matrix with its dimensions swapped; a view.
   *
   * @throws {RuntimeError} for more than two dimensions
   */
  t(this: Tensor): Tensor {
    return ops.t(this);
  }

  /** All dimensions in reverse order; a view. */
  get T(): Tensor {
    const self = this as unknown as Tensor;
    return ops.permute(self, self.shape.map((_, d) => self.ndim - 1 - d));
  }

  /** The last two dimensions swapped; a view. */
  get mT(): Tensor {
    const self = this as unknown as Tensor;
    if (self.ndim < 2) {
      throw new RuntimeError(
        "bad-dims",
        `tensor.mT is only supported on matrices or batches of matrices. Got ${self.ndim}-D tensor.`,
        "unsqueeze() adds a dimension; T reverses all of them.",
      );
    }
    return ops.transpose(self, -2, -1);
  }

  /**
   * The dimensions in another order; a view.
   *
   * @param dims every dimension once, as numbers or as one list
   */
  permute(this: Tensor, ...dims: number[] | [dims: readonly number[]]): Tensor {
    return ops.permute(this, listOf(dims));
  }

  /**
   * Dimensions of size 1 repeated without copying; a view. -1 keeps a dimension.
   *
   * @param sizes the shape, as numbers or as one list
   */
  expand(this: Tensor, ...sizes: number[] | [sizes: readonly number[]]): Tensor {
    return ops.expand(this, listOf(sizes));
  }

  /**
   * Expanded to the shape of another tensor; a view.
   *
   * @param other whose shape to take
   */
  expandAs(this: Tensor, other: Tensor): Tensor {
    return ops.expand(this, other.shape);
  }

  /**
   * Without the dimensions of size 1; a view.
   *
   * @param dim only these, if their size is 1
   */
  squeeze(this: Tensor, dim?: number | readonly number[]): Tensor {
    return ops.squeeze(this, dim);
  }

  /**
   * With a new dimension of size 1; a view.
   *
   * @param dim where it goes
   */
  unsqueeze(this: Tensor, dim: number): Tensor {
    return ops.unsqueeze(this, dim);
  }

  /**
   * A run of dimensions made one: a view where possible.
   *
   * @param startDim the first
   * @param endDim the last
   */
  flatten(this: Tensor, startDim = 0, endDim = -1): Tensor {
    return ops.flatten(this, startDim, endDim);
  }

  /**
   * One dimension split into several; a view.
   *
   * @param dim the dimension
   * @param sizes what it becomes; one may be -1
   */
  unflatten(this: Tensor, dim: number, sizes: readonly number[]): Tensor {
    return ops.unflatten(this, dim, sizes);
  }

  /**
   * `length` positions of a dimension; a view.
   *
   * @param dim the dimension
   * @param start the first position
   * @param length how many
   */
  narrow(this: Tensor, dim: number, start: number, length: number): Tensor {
    return ops.narrow(this, dim, start, length);
  }

  /**
   * One position of a dimension, which disappears; a view.
   *
   * @param dim the dimension
   * @param index the position, negative from the end
   */
  select(this: Tensor, dim: number, index: number): Tensor {
    return ops.select(this, dim, index);
  }

  /**
   * The diagonal of two dimensions, as a new last dimension; a view.
   *
   * @param offset 0 for the main diagonal, positive above it
   * @param dim1 the rows
   * @param dim2 the columns
   */
  diagonal(this: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
    return ops.diagonal(this, offset, dim1, dim2);
  }

  /**
   * Views of `size` positions each along a dimension, the last may be shorter; or views of given sizes.
   *
   * @param size positions a piece, or a list with the size of each
   * @param dim the dimension
   */
  split(this: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
    return ops.split(this, size, dim);
  }

  /**
   * Views of a dimension cut into at most so many pieces; there may be fewer.
   *
   * @param chunks how many
   * @param dim the dimension
   */
  chunk(this: Tensor, chunks: number, dim = 0): Tensor[] {
    return ops.chunk(this, chunks, dim);
  }

  /**
   * Views of every position of a dimension.
   *
   * @param dim the dimension
   */
  unbind(this: Tensor, dim = 0): Tensor[] {
    return ops.unbind(this, dim);
  }

  /**
   * The upper triangle of matrices; zeros below.
   *
   * @param diagonal the first diagonal to keep: 0 the main one, 1 the one above
   */
  triu(this: Tensor, diagonal = 0): Tensor {
    return ops.triu(this, diagonal);
  }

  /**
   * The lower triangle of matrices; zeros above.
   *
   * @param diagonal the last diagonal to keep: 0 the main one, -1 the one below
   */
  tril(this: Tensor, diagonal = 0): Tensor {
    return ops.tril(this, diagonal);
  }

  /**
   * {@linkcode triu} in place.
   *
   * @param diagonal the first diagonal to keep
   */
  triu_(this: Tensor, diagonal = 0): Tensor {
    return ops.triuInPlace(this, diagonal);
  }

  /**
   * {@linkcode tril} in place.
   *
   * @param diagonal the last diagonal to keep
   */
  tril_(this: Tensor, diagonal = 0): Tensor {
    return ops.trilInPlace(this, diagonal);
  }

  /**
   * Without the dimensions of size 1, in place: the tensor itself has another shape then.
   *
   * @param dim only these, if their size is 1
   */
  squeeze_(this: Tensor, dim?: number | readonly number[]): Tensor {
    return ops.viewInPlace(this, (x) => ops.squeeze(x, dim));
  }

  /**
   * With a new dimension of size 1, in place.
   *
   * @param dim where it goes
   */
  unsqueeze_(this: Tensor, dim: number): Tensor {
    return ops.viewInPlace(this, (x) => ops.unsqueeze(x, dim));
  }

  /**
   * Two dimensions swapped, in place.
   *
   * @param dim0 one dimension
   * @param dim1 the other
   */
  transpose_(this: Tensor, dim0: number, dim1: number): Tensor {
    return ops.viewInPlace(this, (x) => ops.transpose(x, dim0, dim1));
  }

  /** A matrix with its dimensions swapped, in place. */
  t_(this: Tensor): Tensor {
    return ops.viewInPlace(this, (x) => ops.t(x, "t_"));
  }

  /**
   * Another name of `transpose_`.
   *
   * @param axis0 one dimension
   * @param axis1 the other
   */
  swapaxes_(this: Tensor, axis0: number, axis1: number): Tensor {
    return this.transpose_(axis0, axis1);
  }

  /**
   * Another name of `transpose_`.
   *
   * @param dim0 one dimension
   * @param dim1 the other
   */
  swapdims_(this: Tensor, dim0: number, dim1: number): Tensor {
    return this.transpose_(dim0, dim1);
  }
}

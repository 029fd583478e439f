/**
 * Methods of linear algebra.
 *
 * @module
 */
import { ops } from "../operations.ts";
import type { Tensor } from "../tensor.ts";
import { IndexMethods } from "./index.ts";

/** Methods of linear algebra. */
export abstract class LinalgMethods extends IndexMethods {
  /**
   * The matrix product in all combinations of dimensions: vectors are rows on the left and columns on
   * the right, leading dimensions broadcast.
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   *
   * @example
   * ```ts
   * import { ones } from "@hibana/hibana";
   *
   * console.log(ones(8, 2, 3).matmul(ones(3, 4)).shape); // [8, 2, 4]
   * ```
   */
  matmul(this: Tensor, other: Tensor): Tensor {
    return ops.matmul(this, other);
  }

  /**
   * The product of two matrices, [M, K] times [K, N].
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   */
  mm(this: Tensor, other: Tensor): Tensor {
    return ops.mm(this, other);
  }

  /**
   * Products of matrices in pairs, [B, M, K] times [B, K, N].
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   */
  bmm(this: Tensor, other: Tensor): Tensor {
    return ops.bmm(this, other);
  }

  /**
   * The product of a matrix and a vector, [M, K] times [K].
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   */
  mv(this: Tensor, other: Tensor): Tensor {
    return ops.mv(this, other);
  }

  /**
   * The sum of the products of two vectors' elements.
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   */
  dot(this: Tensor, other: Tensor): Tensor {
    return ops.dot(this, other);
  }

  /**
   * Every element of this vector times every element of another, [N] and [M] to [N, M].
   *
   * @param other a tensor of the same dtype, on the same device
   * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
   */
  outer(this: Tensor, other: Tensor): Tensor {
    return ops.outer(this, other);
  }
}

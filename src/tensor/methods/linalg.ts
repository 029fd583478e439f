/**
 * Methods of linear algebra.
 *
 * @module
 */
import type { AddmmOptions } from "../../ops/linalg/addmm.ts";
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
   * @throws {RuntimeError} `size mismatch, got 2, 2x3,4`
   */
  mv(this: Tensor, other: Tensor): Tensor {
    return ops.mv(this, other);
  }

  /**
   * The sum of the products of two vectors' elements.
   *
   * @param other a vector of the same length and dtype, on the same device
   * @throws {RuntimeError} `1D tensors expected, but got 2D and 1D tensors`
   */
  dot(this: Tensor, other: Tensor): Tensor {
    return ops.dot(this, other);
  }

  /**
   * The same as {@linkcode dot}: they differ for complex numbers only, which hibana does not have.
   *
   * @param other a vector of the same length and dtype, on the same device
   */
  vdot(this: Tensor, other: Tensor): Tensor {
    return ops.vdot(this, other);
  }

  /**
   * Every element of this vector times every element of another, [N] and [M] to [N, M].
   *
   * @param other a vector, on the same device
   * @throws {RuntimeError} `outer: Expected 1-D argument self, but got 2-D`
   */
  outer(this: Tensor, other: Tensor): Tensor {
    return ops.outer(this, other);
  }

  /**
   * The same as {@linkcode outer}.
   *
   * @param other a vector, on the same device
   */
  ger(this: Tensor, other: Tensor): Tensor {
    return ops.outer(this, other);
  }

  /**
   * beta times this tensor plus alpha times the product of two matrices.
   *
   * @param mat1 [M, K], on the same device
   * @param mat2 [K, N]; this tensor broadcasts to [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   *
   * @example
   * ```ts
   * import { eye, ones } from "@hibana/hibana";
   *
   * console.log(ones(2, 2).addmm(eye(2), eye(2), { alpha: 5 }).toArray()); // [[6, 1], [1, 6]]
   * ```
   */
  addmm(this: Tensor, mat1: Tensor, mat2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addmm(this, mat1, mat2, options);
  }

  /**
   * beta times this tensor plus alpha times the product of two matrices, in place.
   *
   * @param mat1 [M, K], on the same device
   * @param mat2 [K, N]; this tensor is [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addmm_(this: Tensor, mat1: Tensor, mat2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addmmInPlace(this, mat1, mat2, options);
  }

  /**
   * beta times this tensor plus alpha times the product of a matrix and a vector.
   *
   * @param mat [M, K], on the same device
   * @param vec [K]; this tensor broadcasts to [M]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addmv(this: Tensor, mat: Tensor, vec: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addmv(this, mat, vec, options);
  }

  /**
   * beta times this tensor plus alpha times the product of a matrix and a vector, in place.
   *
   * @param mat [M, K], on the same device
   * @param vec [K]; this tensor is [M]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addmv_(this: Tensor, mat: Tensor, vec: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addmvInPlace(this, mat, vec, options);
  }

  /**
   * beta times this tensor plus alpha times the outer product of two vectors.
   *
   * @param vec1 [M], on the same device
   * @param vec2 [N]; this tensor broadcasts to [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addr(this: Tensor, vec1: Tensor, vec2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addr(this, vec1, vec2, options);
  }

  /**
   * beta times this tensor plus alpha times the outer product of two vectors, in place.
   *
   * @param vec1 [M], on the same device
   * @param vec2 [N]; this tensor is [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addr_(this: Tensor, vec1: Tensor, vec2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addrInPlace(this, vec1, vec2, options);
  }

  /**
   * beta times this tensor plus alpha times the sum of products of matrices.
   *
   * @param batch1 [B, M, K], on the same device
   * @param batch2 [B, K, N]; this tensor broadcasts to [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addbmm(this: Tensor, batch1: Tensor, batch2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addbmm(this, batch1, batch2, options);
  }

  /**
   * beta times this tensor plus alpha times the sum of products of matrices, in place.
   *
   * @param batch1 [B, M, K], on the same device
   * @param batch2 [B, K, N]; this tensor is [M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  addbmm_(this: Tensor, batch1: Tensor, batch2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.addbmmInPlace(this, batch1, batch2, options);
  }

  /**
   * beta times this tensor plus alpha times the products of matrices in pairs.
   *
   * @param batch1 [B, M, K], on the same device
   * @param batch2 [B, K, N]; this tensor broadcasts to [B, M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  baddbmm(this: Tensor, batch1: Tensor, batch2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.baddbmm(this, batch1, batch2, options);
  }

  /**
   * beta times this tensor plus alpha times the products of matrices in pairs, in place.
   *
   * @param batch1 [B, M, K], on the same device
   * @param batch2 [B, K, N]; this tensor is [B, M, N]
   * @param options `beta` (1; 0 ignores this tensor, NaN included), `alpha` (1)
   */
  baddbmm_(this: Tensor, batch1: Tensor, batch2: Tensor, options: AddmmOptions = {}): Tensor {
    return ops.baddbmmInPlace(this, batch1, batch2, options);
  }

  /**
   * The sums of products over the last dimension of both tensors, for all pairs of the others.
   *
   * @param other [..., K] of the same dtype, or 0-d
   * @throws {RuntimeError} `inner() the last dimension must match on both input tensors but got shapes [3] and [2]`
   */
  inner(this: Tensor, other: Tensor): Tensor {
    return ops.inner(this, other);
  }

  /**
   * Kronecker's product: every element of this tensor times all of another, block by block.
   *
   * @param other any shape; sizes of dimensions multiply, from the last
   */
  kron(this: Tensor, other: Tensor): Tensor {
    return ops.kron(this, other);
  }

  /**
   * The cross product of vectors of three along a dimension; shapes broadcast.
   *
   * @param other a tensor of the same dtype and as many dimensions
   * @param dim the dimension of size 3; default: the first
   * @throws {RuntimeError} `linalg.cross: inputs dimension 1 must have length 3. Got 2 and 2`
   */
  cross(this: Tensor, other: Tensor, dim?: number): Tensor {
    return ops.cross(this, other, dim);
  }

  /**
   * The sum of a matrix's diagonal.
   *
   * @throws {RuntimeError} `trace: expected a matrix, but got tensor with dim 1`
   */
  trace(this: Tensor): Tensor {
    return ops.trace(this);
  }
}

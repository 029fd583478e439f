/**
 * Methods of linear algebra.
 *
 * @module
 */
import type { AddmmOptions } from "../../ops/linalg/addmm.ts";
import type { OlderSVD, QR } from "../../ops/linalg/decompose.ts";
import type { SignAndLog } from "../../ops/linalg/inverse.ts";
import type { TriangularSolution } from "../../ops/linalg/triangular.ts";
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

  /**
   * Square matrices to a whole power; negative powers are those of the inverse, on the CPU only.
   *
   * @param n the power
   * @throws {RuntimeError} `linalg.matrix_power: A must be batches of square matrices, but they are 2 by 3 matrices`
   */
  matrixPower(this: Tensor, n: number): Tensor {
    return ops.matrixPower(this, n);
  }

  /**
   * e to the power of square matrices. On the CPU only.
   *
   * @throws {RuntimeError} `linalg.matrix_exp: A must be batches of square matrices, but they are 2 by 3 matrices`
   */
  matrixExp(this: Tensor): Tensor {
    return ops.matrixExp(this);
  }

  /**
   * The determinants of square matrices. On the CPU only.
   *
   * @throws {RuntimeError} `linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices`
   */
  det(this: Tensor): Tensor {
    return ops.det(this);
  }

  /**
   * The logarithms of determinants: NaN where one is negative, -inf where it is 0. On the CPU only.
   */
  logdet(this: Tensor): Tensor {
    return ops.logdet(this);
  }

  /** The signs of determinants, and the logarithms of their sizes. On the CPU only. */
  slogdet(this: Tensor): SignAndLog {
    return ops.slogdet(this);
  }

  /**
   * The inverses of square matrices. On the CPU only.
   *
   * @throws {LinAlgError} `linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.`
   */
  inverse(this: Tensor): Tensor {
    return ops.inv(this);
  }

  /**
   * The pseudo-inverses of matrices of any shape and rank. On the CPU only.
   *
   * @param rcond singular values up to this many times the largest count as zero (1e-15)
   */
  pinverse(this: Tensor, rcond?: number): Tensor {
    return ops.pinverse(this, rcond);
  }

  /**
   * Cholesky's factors of symmetric positive-definite matrices, L of L L^T. On the CPU only.
   *
   * @param upper whether to give U of U^T U instead (false)
   * @throws {LinAlgError} `cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order 2 is not positive-definite).`
   */
  cholesky(this: Tensor, upper?: boolean): Tensor {
    return ops.cholesky(this, upper);
  }

  /**
   * The solution of A X = B for this B, given Cholesky's factor of A. On the CPU only.
   *
   * @param factor [..., N, N]
   * @param upper whether the factor is an upper one (false)
   */
  choleskySolve(this: Tensor, factor: Tensor, upper?: boolean): Tensor {
    return ops.choleskySolve(this, factor, upper);
  }

  /**
   * The inverse of a matrix, of which this is Cholesky's factor. On the CPU only.
   *
   * @param upper whether the factor is an upper one (false)
   */
  choleskyInverse(this: Tensor, upper?: boolean): Tensor {
    return ops.choleskyInverse(this, upper);
  }

  /**
   * The solution of A X = B for this B and a triangular A. On the CPU only.
   *
   * @param a [..., N, N]
   * @param options `upper` (true), `transpose` (false), `unitriangular` (false)
   */
  triangularSolve(
    this: Tensor,
    a: Tensor,
    options?: { upper?: boolean; transpose?: boolean; unitriangular?: boolean },
  ): TriangularSolution {
    return ops.triangularSolve(this, a, options);
  }

  /**
   * An orthogonal and an upper triangular factor, Q and R. On the CPU only.
   *
   * @param some whether Q has as many columns as it needs (the default), or is square
   */
  qr(this: Tensor, some?: boolean): QR {
    return ops.qr(this, some);
  }

  /**
   * Singular values, descending, and vectors: U, S and V of U diag(S) V^T. On the CPU only.
   *
   * @param some whether U and V have as many columns as S (the default), or are square
   * @param computeUv false leaves U and V zeros
   */
  svd(this: Tensor, some?: boolean, computeUv?: boolean): OlderSVD {
    return ops.svd(this, some, computeUv);
  }
}

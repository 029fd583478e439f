/**
 * Orthogonal decompositions: QR, singular values, eigenvalues of symmetric matrices.
 *
 * @module
 */
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { emptyTensor } from "../../tensor/create.ts";
import { cat } from "../join.ts";
import { eye } from "../make.ts";
import { matmul } from "../matmul.ts";
import { tril } from "../triangles.ts";
import { permute } from "../view.ts";
import { requireHost } from "../host.ts";
import {
  namedTuple,
  perMatrix,
  requireFloats,
  requireMatrix,
  requireSquare,
  unfit,
} from "./host.ts";
import { transposed } from "./numeric/elimination.ts";
import { eigenSymmetric, factorizeQR, formQ } from "./numeric/householder.ts";
import { decomposeSVD } from "./numeric/svd.ts";
import { batchOf, solveTriangular, turned } from "./triangular.ts";

/** An orthogonal and an upper triangular factor, A = Q R. */
export type QR = readonly [Tensor, Tensor] & Readonly<Record<"Q" | "R", Tensor>>;

/** How much of Q there is: as many columns as rows or columns of A, all, or nothing. */
export type QRMode = "reduced" | "complete" | "r";

/**
 * The factors A = Q R, with orthonormal columns in Q and the signs that LAPACK gives.
 *
 * @param a [..., M, N]
 * @param options `mode` (`"reduced"`): `"complete"` makes Q square, `"r"` leaves it empty
 * @throws {RuntimeError} from backward, where Q is not determined: mode `"r"`, and `"complete"` with M > N
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * const [Q, R] = linalg.qr(tensor([[3, 1], [4, 2]]));
 * console.log(Q.matmul(R).toArray()); // [[3, 1], [4, 2]], but for rounding
 * ```
 */
export function linalgQr(a: Tensor, options: { mode?: QRMode } = {}): QR {
  requireHost("linalg_qr", { A: a });
  const { mode = "reduced" } = options;
  if (mode !== "reduced" && mode !== "complete" && mode !== "r") {
    throw new RuntimeError(
      "bad-mode",
      `qr received unrecognized mode '${
        String(mode)
      }' but expected one of 'reduced' (default), 'r', or 'complete'`,
      'Write linalg.qr(A, { mode: "complete" }).',
    );
  }
  requireMatrix("linalg.qr", a);
  requireFloats("linalg.qr", a, "geqrf_cpu");
  const [m, n] = [a.size(-2), a.size(-1)];
  const k = mode === "complete" ? m : Math.min(m, n);
  const [q, r] = perMatrix(batchOf(a), [a], [
    { shape: [m, k], dtype: a.dtype },
    { shape: [k, n], dtype: a.dtype },
  ], ([factors], [orthogonal, upper]) => {
    const taus = factorizeQR(factors!, m, n);
    orthogonal!.set(formQ(factors!, taus, m, n, k));
    for (let i = 0; i < Math.min(k, n); i++) {
      upper!.set(factors!.subarray(i * n + i, (i + 1) * n), i * n + i);
    }
  }) as [Tensor, Tensor];
  const refusal = mode === "r"
    ? "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to require gradients through Q and R."
    : mode === "complete" && m > n
    ? "The QR decomposition is not differentiable when mode='complete' and nrows > ncols"
    : undefined;
  const slope = (ofQ: Tensor | null, ofR: Tensor | null) => {
    if (refusal === undefined) return slopeOfQR(a, q, r, ofQ, ofR);
    throw new RuntimeError("not-differentiable", refusal, 'Use mode "reduced".');
  };
  record(q, "LinalgQrBackward0", [[a, (grad) => slope(grad, null), a, q, r]]);
  record(r, "LinalgQrBackward0", [[a, (grad) => slope(null, grad), a, q, r]]);
  return namedTuple([mode === "r" ? emptyTensor([0], a.dtype, a.device) : q, r], "Q", "R");
}

/** The same under the older name: `some` false is mode `"complete"`. */
export function qr(a: Tensor, some = true): QR {
  return linalgQr(a, { mode: some ? "reduced" : "complete" });
}

/** Liao et al., "Differentiable Programming Tensor Networks" (2019), section III. */
function slopeOfQR(
  a: Tensor,
  q: Tensor,
  r: Tensor,
  ofQ: Tensor | null,
  ofR: Tensor | null,
): Tensor {
  const [m, n] = [a.size(-2), a.size(-1)];
  if (m < n) {
    // The columns past the square only are Q times theirs of R.
    const [rest, square] = [a.narrow(-1, m, n - m), r.narrow(-1, 0, m)];
    if (ofR === null) {
      const part = slopeOfQR(a.narrow(-1, 0, m), q, square, ofQ, null);
      return cat([part, rest.zerosLike()], -1);
    }
    const [ofSquare, ofRest] = [ofR.narrow(-1, 0, m), ofR.narrow(-1, m, n - m)];
    const through = matmul(rest, turned(ofRest));
    const whole = ofQ === null ? through : ofQ.add(through);
    return cat([slopeOfQR(a.narrow(-1, 0, m), q, square, whole, ofSquare), matmul(q, ofRest)], -1);
  }
  const fromR = ofR === null ? null : matmul(r, turned(ofR));
  const fromQ = ofQ === null ? null : matmul(turned(ofQ), q);
  const both = fromR === null ? fromQ!.neg() : fromQ === null ? fromR : fromR.sub(fromQ);
  const symmetric = matmul(q, tril(both).add(turned(tril(both, -1))));
  const inner = ofQ === null ? symmetric : ofQ.add(symmetric);
  return solveTriangular(turned(r), inner, { upper: false, left: false });
}

/** Singular values and vectors, A = U diag(S) Vh. */
export type SVD = readonly [Tensor, Tensor, Tensor] & Readonly<Record<"U" | "S" | "Vh", Tensor>>;

/** What the older {@linkcode svd} gives, A = U diag(S) V^T. */
export type OlderSVD =
  & readonly [Tensor, Tensor, Tensor]
  & Readonly<Record<"U" | "S" | "V", Tensor>>;

/**
 * Singular values, descending, and vectors: A = U diag(S) Vh.
 *
 * @param a [..., M, N]
 * @param options `fullMatrices` (true): U and Vh are square; else they have as many columns and rows as S
 * @throws {LinAlgError} `linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * const { U, S, Vh } = linalg.svd(tensor([[2, 0], [0, 3], [0, 0]]), { fullMatrices: false });
 * console.log(S.toArray(), U.mul(S).matmul(Vh).toArray()); // [3, 2] [[2, 0], [0, 3], [0, 0]]
 * ```
 */
export function linalgSvd(a: Tensor, options: { fullMatrices?: boolean } = {}): SVD {
  requireHost("linalg_svd", { A: a });
  return svdOf(a, options.fullMatrices ?? true);
}

function svdOf(a: Tensor, full: boolean): SVD {
  requireMatrix("linalg.svd", a);
  requireFloats("linalg.svd", a, "linalg_svd_cpu");
  const [batch, m, n] = [batchOf(a), a.size(-2), a.size(-1)];
  const k = Math.min(m, n);
  const output = (...shape: number[]) => ({ shape, dtype: a.dtype });
  const [u, s, vh] = perMatrix(
    batch,
    [a],
    [output(m, full ? m : k), output(k), output(full ? n : k, n)],
    ([matrix], [left, values, right], element) => {
      if (!matrix!.every(Number.isFinite)) {
        throw unfit(
          "linalg.svd",
          batch,
          element,
          "The algorithm failed to converge because the input matrix contained non-finite values.",
          "Look for NaN with x.isnan().any(), for infinity with x.isinf().any().",
        );
      }
      const { u, s, vt } = decomposeSVD(matrix!, m, n, full);
      left!.set(u);
      values!.set(s);
      right!.set(vt);
    },
  ) as [Tensor, Tensor, Tensor];
  const slim = () => [u.narrow(-1, 0, k), vh.narrow(-2, 0, k)] as const;
  const node = "LinalgSvdBackward0";
  record(s, node, [[
    a,
    (grad) => {
      const [left, right] = slim();
      return matmul(left.mul(grad.unsqueeze(-2)), right);
    },
    u,
    vh,
  ]]);
  record(u, node, [[
    a,
    (grad) => {
      const [left, right] = slim();
      return slopeOfU(left, s, right, grad.narrow(-1, 0, k));
    },
    u,
    s,
    vh,
  ]]);
  record(vh, node, [[
    a,
    (grad) => {
      const [left, right] = slim();
      return turned(slopeOfU(turned(right), s, turned(left), turned(grad.narrow(-2, 0, k))));
    },
    u,
    s,
    vh,
  ]]);
  return namedTuple([u, s, vh], "U", "S", "Vh");
}

/** The gradient of A = U diag(S) Vh where that of U is known: Townsend, "Differentiating the SVD". */
function slopeOfU(u: Tensor, s: Tensor, vh: Tensor, grad: Tensor): Tensor {
  const product = matmul(turned(u), grad);
  const skew = product.sub(turned(product));
  const inner = skew.div(gaps(s.square())).mul(s.unsqueeze(-2));
  if (u.size(-2) === u.size(-1)) return matmul(u, matmul(inner, vh));
  const scaled = grad.div(s.unsqueeze(-2));
  const outside = scaled.sub(matmul(u, matmul(turned(u), scaled)));
  return matmul(matmul(u, inner).add(outside), vh);
}

/** For all pairs of values the second minus the first; 1 where they are the same one. */
function gaps(values: Tensor): Tensor {
  const { dtype, device } = values;
  return values.unsqueeze(-2).sub(values.unsqueeze(-1)).add(
    eye(values.size(-1), { dtype, device }),
  );
}

/**
 * The same under the older name, with V instead of its transpose.
 *
 * @param a [..., M, N]
 * @param some whether U and V have as many columns as S (the default), or are square
 * @param computeUv false leaves U and V zeros
 */
export function svd(a: Tensor, some = true, computeUv = true): OlderSVD {
  requireHost("linalg_svd", { input: a });
  if (a.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      `linalg.svd: input should have at least 2 dimensions, but has ${a.ndim} dimensions instead`,
      "Matrices are the last two dimensions: unsqueeze() adds one.",
    );
  }
  const { U, S, Vh } = svdOf(a, !some || !computeUv);
  const V = turned(Vh);
  return namedTuple(computeUv ? [U, S, V] : [U.zerosLike(), S, V.zerosLike()], "U", "S", "V");
}

/**
 * The singular values of matrices, descending.
 *
 * @param a [..., M, N]
 * @returns [..., min(M, N)]
 */
export function svdvals(a: Tensor): Tensor {
  requireHost("linalg_svdvals", { A: a });
  return svdOf(a, false).S;
}

/** Singular values where the rows were, with size 1 where the columns were. */
export function singularValues(x: Tensor, row: number, column: number): Tensor {
  const others = x.shape.flatMap((_, d) => d === row || d === column ? [] : [d]);
  const order = [...others, row, column];
  const values = svdvals(permute(x, order)).unsqueeze(-1);
  return permute(values, order.map((_, d) => order.indexOf(d)));
}

/** Eigenvalues, ascending, and eigenvectors as columns. */
export type Eigh =
  & readonly [Tensor, Tensor]
  & Readonly<Record<"eigenvalues" | "eigenvectors", Tensor>>;

/** Options of eigenvalues of symmetric matrices. */
export interface EighOptions {
  /** The triangle that is read, lower (the default) or upper. */
  UPLO?: "L" | "U";
}

/** The precision that PyTorch would compute in; see {@linkcode eigenSymmetric}. */
const EPSILONS: Readonly<Partial<Record<DType, number>>> = {
  float32: 2 ** -24,
  float64: 2 ** -53,
};

/**
 * The eigenvalues, ascending, and eigenvectors of symmetric matrices. The vectors' signs are LAPACK's for
 * small matrices, and not determined in general.
 *
 * @param a [..., N, N], symmetric: only one triangle is read
 * @param options `UPLO` (`"L"`), the triangle
 * @throws {LinAlgError} where the iteration does not converge
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * console.log(linalg.eigh(tensor([[2, 1], [1, 2]])).eigenvalues.toArray()); // [1, 3], but for rounding
 * ```
 */
export function eigh(a: Tensor, options: EighOptions = {}): Eigh {
  requireHost("linalg_eigh", { A: a });
  return eighOf(a, options);
}

function eighOf(a: Tensor, { UPLO = "L" }: EighOptions): Eigh {
  requireSquare("linalg.eigh", a);
  if (!/^[LU]$/i.test(UPLO)) {
    throw new RuntimeError(
      "bad-triangle",
      `Expected UPLO argument to be 'L' or 'U', but got ${UPLO}`,
      'Write { UPLO: "L" } to read the lower triangle.',
    );
  }
  requireFloats(undefined, a, "linalg_eigh_cpu");
  const [batch, n] = [batchOf(a), a.size(-1)];
  const upper = UPLO.toUpperCase() === "U";
  const [values, vectors] = perMatrix(batch, [a], [
    { shape: [n], dtype: a.dtype },
    { shape: [n, n], dtype: a.dtype },
  ], ([matrix], [eigenvalues, eigenvectors], element) => {
    if (!matrix!.every(Number.isFinite)) {
      eigenvalues!.fill(NaN);
      eigenvectors!.fill(NaN);
      return;
    }
    const found = eigenSymmetric(matrix!, n, upper, EPSILONS[a.dtype]!);
    if (found === undefined) {
      throw unfit(
        "linalg.eigh",
        batch,
        element,
        "The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues (error code: 1).",
        "Add a small multiple of the identity, or compute in float64.",
      );
    }
    eigenvalues!.set(found.values);
    eigenvectors!.set(transposed(found.vectors, n, n));
  }) as [Tensor, Tensor];
  const node = "LinalgEighBackward0";
  record(values, node, [
    [a, (grad) => matmul(vectors.mul(grad.unsqueeze(-2)), turned(vectors)), vectors],
  ]);
  record(vectors, node, [[
    a,
    (grad) => {
      const product = matmul(turned(vectors), grad);
      // Eigenvectors stay orthonormal: only turns count, which are antisymmetric.
      const inner = product.sub(turned(product)).div(2).div(gaps(values));
      return matmul(vectors, matmul(inner, turned(vectors)));
    },
    values,
    vectors,
  ]]);
  return namedTuple([values, vectors], "eigenvalues", "eigenvectors");
}

/**
 * The eigenvalues of symmetric matrices, ascending.
 *
 * @param a [..., N, N], symmetric: only one triangle is read
 * @param options `UPLO` (`"L"`), the triangle
 * @returns [..., N]
 */
export function eigvalsh(a: Tensor, options: EighOptions = {}): Tensor {
  requireHost("linalg_eigvalsh", { A: a });
  return eighOf(a, options).eigenvalues;
}

/**
 * Matrices of any shape and rank: pseudo-inverses, ranks, and least squares.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { LinAlgError, RuntimeError } from "../../errors.ts";
import { emptyTensor } from "../../tensor/create.ts";
import { type DType, scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { matmul } from "../matmul.ts";
import { pointwise } from "../pointwise.ts";
import { eigh, eigvalsh, linalgSvd, svdvals } from "./decompose.ts";
import { requireHost } from "../host.ts";
import { namedTuple, perMatrix, requireMatrix } from "./host.ts";
import { decomposeSVD } from "./numeric/svd.ts";
import { sameBatch, turned } from "./triangular.ts";

/** Which singular values count as zero. */
export interface RankOptions {
  /** Those up to this. Default: 0. */
  atol?: number;
  /** Those up to this many times the largest. Default: 0 with atol, else max(M, N) times the dtype's epsilon. */
  rtol?: number;
  /** Whether the matrices are symmetric, which is faster; one triangle is read. Default: false. */
  hermitian?: boolean;
}

/** The distance from 1 to the next number of a dtype. */
function epsilonOf(dtype: DType): number {
  return dtype === "float64" ? Number.EPSILON : 2 ** -23;
}

/** The bounds below which singular values count as zero. */
function tolerances(a: Tensor, { atol = 0, rtol }: RankOptions): { atol: number; rtol: number } {
  const size = Math.max(a.size(-2), a.size(-1));
  return { atol, rtol: rtol ?? (atol > 0 ? 0 : epsilonOf(a.dtype) * size) };
}

/** Whether singular values, the largest of which is first or last, differ from zero. */
function significant(values: Tensor, a: Tensor, options: RankOptions): Tensor {
  const { atol, rtol } = tolerances(a, options);
  const largest = values.amax([-1], { keepdim: true });
  return values.gt(largest.mul(rtol).clamp(atol));
}

function requireDoubles(a: Tensor): void {
  if (a.dtype === "float32" || a.dtype === "float64") return;
  throw new RuntimeError(
    "dtype-refused",
    "This function doesn't handle types other than float and double",
    "Convert it first: x.float().",
  );
}

/**
 * The pseudo-inverses (Moore and Penrose's) of matrices.
 *
 * @param a [..., M, N]
 * @param options which singular values count as zero: `atol`, `rtol`; `hermitian` (false)
 * @returns [..., N, M]
 */
export function linalgPinv(a: Tensor, options: RankOptions = {}): Tensor {
  requireHost("linalg_pinv", { A: a });
  if (a.ndim < 2 || a.dtype !== "float32" && a.dtype !== "float64") {
    throw new RuntimeError(
      "bad-matrix",
      `linalg.pinv(${scalarTypeName(a.dtype)}{${
        formatShape(a.shape)
      }}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`,
      "Matrices are the last two dimensions, in float32 or float64.",
    );
  }
  const output = noGrad(() => {
    if (a.numel === 0) return turned(a.zerosLike()).clone();
    const { hermitian = false } = options;
    if (hermitian) {
      const { eigenvalues, eigenvectors } = eigh(a);
      const keep = significant(eigenvalues.abs(), a, options);
      const inverse = pointwise("where", keep, eigenvalues.reciprocal(), 0);
      return matmul(eigenvectors.mul(inverse.unsqueeze(-2)), turned(eigenvectors));
    }
    const { U, S, Vh } = linalgSvd(a, { fullMatrices: false });
    const inverse = pointwise("where", significant(S, a, options), S.reciprocal(), 0);
    return matmul(turned(Vh).mul(inverse.unsqueeze(-2)), turned(U));
  });
  return record(output, "LinalgPinvBackward0", [
    [a, (grad) => slopeOfPinv(grad, output, a), output, a],
  ]);
}

/**
 * The same under the older name.
 *
 * @param a [..., M, N]
 * @param rcond singular values up to this many times the largest count as zero (1e-15)
 */
export function pinverse(a: Tensor, rcond = 1e-15): Tensor {
  return linalgPinv(a, { rtol: rcond });
}

/** Golub and Pereyra, "The Differentiation of Pseudo-Inverses" (1973). */
function slopeOfPinv(grad: Tensor, p: Tensor, a: Tensor): Tensor {
  const [g, pt] = [turned(grad), turned(p)];
  const along = matmul(matmul(pt, grad), pt).neg();
  const rows = matmul(g.sub(matmul(a, matmul(p, g))), matmul(p, pt));
  const columns = matmul(matmul(pt, p), g.sub(matmul(matmul(g, p), a)));
  return along.add(rows).add(columns);
}

/**
 * The ranks of matrices: how many singular values are not negligible.
 *
 * @param a [..., M, N]
 * @param options which singular values count as zero: `atol`, `rtol`; `hermitian` (false)
 * @returns int32, [...]
 */
export function matrixRank(a: Tensor, options: RankOptions = {}): Tensor {
  requireHost("linalg_matrix_rank", { input: a });
  requireMatrix("torch.linalg.matrix_rank", a, "input");
  requireDoubles(a);
  return noGrad(() => {
    if (a.numel === 0) return a.sum([-2, -1]).to("int32");
    const values = options.hermitian === true ? eigvalsh(a).abs() : svdvals(a);
    return significant(values, a, options).sum(-1);
  });
}

/** What {@linkcode lstsq} gives. */
export type LeastSquares =
  & readonly [Tensor, Tensor, Tensor, Tensor]
  & Readonly<Record<"solution" | "residuals" | "rank" | "singularValues", Tensor>>;

/** LAPACK's ways to the least squares, as PyTorch names them; here they differ in what comes back. */
export type LeastSquaresDriver = "gels" | "gelsy" | "gelsd" | "gelss";

/** Options of least squares. */
export interface LeastSquaresOptions {
  /** Singular values up to this many times the largest count as zero. Default: max(M, N) epsilons. */
  rcond?: number;
  /**
   * What comes back besides the solution: with `gelsy` (the default) the rank, with `gelsd` and `gelss` also
   * residuals and singular values, with `gels`, which wants full rank, the residuals.
   */
  driver?: LeastSquaresDriver;
}

const DRIVERS: readonly string[] = ["gels", "gelsy", "gelsd", "gelss"];

/**
 * The X that makes A X come closest to B, the shortest where there are several.
 *
 * @param a [..., M, N]
 * @param b [..., M, K]; or vectors, [..., M] for each of the batch
 * @param options `rcond`, `driver` (`"gelsy"`)
 * @returns the solution; the sums of squared residuals, ranks and singular values, or empty tensors
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * const A = tensor([[1, 0], [1, 1], [1, 2]]);
 * console.log(linalg.lstsq(A, tensor([[1], [3], [5]])).solution.toArray()); // [[1], [2]], but for rounding
 * ```
 */
export function lstsq(a: Tensor, b: Tensor, options: LeastSquaresOptions = {}): LeastSquares {
  requireHost("linalg_lstsq", { input: a, B: b });
  const isVector = checkLeastSquares(a, b, options);
  const sides = isVector ? b.unsqueeze(-1) : b;
  const [whole, right, batch] = sameBatch(a, sides);
  const [m, n, k] = [a.size(-2), a.size(-1), sides.size(-1)];
  const { driver = "gelsy" } = options;
  const rcond = options.rcond ?? epsilonOf(a.dtype) * Math.max(m, n);
  const own = (...shape: number[]) => ({ shape, dtype: a.dtype });
  let allFull = true;
  const [x, squares, rank, values] = perMatrix(batch, [whole, right], [
    own(n, k),
    own(k),
    { shape: [], dtype: "int32" },
    own(Math.min(m, n)),
  ], ([matrix, target], [solution, residuals, ranks, singular]) => {
    if (!matrix!.every(Number.isFinite)) return void solution!.fill(NaN);
    const found = leastSquares(matrix!, target!, m, n, k, rcond);
    solution!.set(found.x);
    ranks![0] = found.rank;
    singular!.set(found.s);
    allFull &&= found.rank === Math.min(m, n);
    for (let i = 0; i < m * k; i++) {
      let rest = target![i]!;
      for (let j = 0; j < n; j++) {
        rest -= matrix![Math.floor(i / k) * n + j]! * found.x[j * k + i % k]!;
      }
      residuals![i % k]! += rest * rest;
    }
  }) as [Tensor, Tensor, Tensor, Tensor];
  if (driver === "gels" && !allFull) {
    throw new LinAlgError(
      "unfit-matrix",
      "torch.linalg.lstsq: The least squares solution could not be computed because the input matrix does not have full rank (error code: 2).",
      'The other drivers take matrices of any rank: { driver: "gelsd" }.',
    );
  }
  record(x, "LinalgLstsqBackward0", [
    [
      whole,
      (grad) => {
        const inverse = linalgPinv(whole, { rtol: rcond });
        return slopeOfPinv(matmul(grad, turned(right)), inverse, whole);
      },
      whole,
      right,
    ],
    [right, (grad) => matmul(turned(linalgPinv(whole, { rtol: rcond })), grad), whole],
  ]);
  const none = (dtype: DType) => emptyTensor([0], dtype, a.device);
  return namedTuple(
    [
      isVector ? x.squeeze(-1) : x,
      driver !== "gelsy" && m > n && allFull ? squares : none(a.dtype),
      driver === "gels" ? none("int32") : rank,
      driver === "gelsd" || driver === "gelss" ? values : none(a.dtype),
    ],
    "solution",
    "residuals",
    "rank",
    "singularValues",
  );
}

/** Checks what least squares are asked for, and says whether B is vectors. */
function checkLeastSquares(
  a: Tensor,
  b: Tensor,
  { driver = "gelsy" }: LeastSquaresOptions,
): boolean {
  const fail = (message: string, fix: string) => {
    throw new RuntimeError("bad-equation", `torch.linalg.lstsq: ${message}`, fix);
  };
  if (a.ndim < 2) fail("input must have at least 2 dimensions.", "unsqueeze() adds a dimension.");
  if (b.ndim < 1) fail("other must have at least 1 dimension.", "unsqueeze() adds a dimension.");
  if (a.dtype !== b.dtype) {
    fail(
      `Expected input and other to have the same dtype, but got input's dtype ${
        scalarTypeName(a.dtype)
      } and other's dtype ${scalarTypeName(b.dtype)}`,
      `Write b.to("${a.dtype}").`,
    );
  }
  if (a.ndim !== b.ndim && a.ndim !== b.ndim + 1) {
    fail(
      "input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1",
      "B has as many dimensions as A, or for vectors one less.",
    );
  }
  const isVector = a.ndim === b.ndim + 1;
  if (a.size(-2) !== b.size(isVector ? -1 : -2)) {
    fail(
      `input.size(-2) should match other.size(-${isVector ? 1 : 2})`,
      `B must have as many rows as A, ${a.size(-2)}.`,
    );
  }
  requireDoubles(a);
  if (!DRIVERS.includes(driver)) {
    fail(
      "parameter `driver` should be one of (gels, gelsy, gelsd, gelss)",
      'Leave it out, or write { driver: "gelsd" } for residuals and singular values.',
    );
  }
  return isVector;
}

/** The shortest solution by singular values: V (U^T B / S) over those that are not negligible. */
function leastSquares(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
  rcond: number,
): { x: Float64Array; rank: number; s: Float64Array } {
  const { u, s, vt } = decomposeSVD(a, m, n, false);
  const bound = rcond * (s[0] ?? 0);
  const rank = s.findLastIndex((value) => value > bound) + 1;
  const x = new Float64Array(n * k);
  for (let r = 0; r < rank; r++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += u[i * s.length + r]! * b[i * k + c]!;
      for (let j = 0; j < n; j++) x[j * k + c]! += vt[r * n + j]! * sum / s[r]!;
    }
  }
  return { x, rank, s };
}

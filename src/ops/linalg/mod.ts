/**
 * Linear algebra, PyTorch's `torch.linalg`: `linalg.solve`, `linalg.svd` and so on. Decompositions, and
 * what rests on them, compute on the CPU only, in batches `[..., M, N]`, with gradients.
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * const A = tensor([[4, 2], [2, 3]]);
 * console.log(linalg.det(A).item()); // 8
 * console.log(linalg.solve(A, tensor([6, 5])).toArray()); // [1, 1], but for rounding
 * ```
 *
 * @module
 */
export {
  type Eigh,
  eigh,
  type EighOptions,
  eigvalsh,
  linalgQr as qr,
  linalgSvd as svd,
  type QRMode,
  type SVD,
  svdvals,
} from "./decompose.ts";
export { det, inv, slogdet, solve } from "./inverse.ts";
export {
  type LeastSquares,
  type LeastSquaresDriver,
  type LeastSquaresOptions,
  linalgPinv as pinv,
  lstsq,
  matrixRank,
  type RankOptions,
} from "./least_squares.ts";
export { type FactoredLU, type LU, lu, luFactor, luSolve } from "./lu.ts";
export {
  cond,
  linalgNorm as norm,
  matrixNorm,
  type MatrixNormOptions,
  type NormOptions,
  vectorNorm,
  type VectorNormOptions,
} from "./norms.ts";
export { matrixExp, matrixPower, multiDot } from "./powers.ts";
export {
  linalgCross as cross,
  linalgDiagonal as diagonal,
  linalgVander as vander,
  vecdot,
} from "./products.ts";
export {
  type CholeskyOptions,
  linalgCholesky as cholesky,
  solveTriangular,
  type SolveTriangularOptions,
} from "./triangular.ts";
export { matmul } from "../matmul.ts";

/**
 * LU factors: elimination with partial pivoting.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { cat } from "../join.ts";
import { eye } from "../make.ts";
import { matmul } from "../matmul.ts";
import { tril, triu } from "../triangles.ts";
import { requireHost } from "../host.ts";
import { namedTuple, perMatrix, requireFloats, requireMatrix, requireSquare } from "./host.ts";
import { factorizeLU, identity, swapRows, transposed } from "./numeric/elimination.ts";
import { batchOf, checkEquation, solveTriangular, turned } from "./triangular.ts";

/** The factors of a matrix, A = P L U. */
export type LU = readonly [Tensor, Tensor, Tensor] & Readonly<Record<"P" | "L" | "U", Tensor>>;

/** The factors of a matrix in one, and the rows that were swapped, counted from 1. */
export type FactoredLU = readonly [Tensor, Tensor] & Readonly<Record<"LU" | "pivots", Tensor>>;

function requireLU(name: string, a: Tensor): void {
  if (a.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      `${name}: Expected tensor with 2 or more dimensions. Got size: ${
        formatShape(a.shape)
      } instead`,
      "Matrices are the last two dimensions: unsqueeze() adds one.",
    );
  }
  requireFloats(undefined, a, "lu_cpu");
}

/**
 * LU factors with partial pivoting, in one matrix: U, and below its diagonal L without its ones.
 *
 * @param a [..., M, N]
 * @throws {RuntimeError} `torch.linalg.lu_factor: U[1,1] is zero and using it on lu_solve would result in a division by zero. ...`
 */
export function luFactor(a: Tensor): FactoredLU {
  requireHost("linalg_lu_factor", { A: a });
  requireLU("torch.lu_factor", a);
  const { LU: factors, pivots, zeros } = factored(a);
  const broken = zeros.findIndex((zero) => zero > 0);
  if (broken >= 0) {
    const which = batchOf(a).length === 0 ? "" : `(Batch element ${broken}): `;
    throw new RuntimeError(
      "unfit-matrix",
      `torch.linalg.lu_factor: ${which}U[${zeros[broken]},${
        zeros[broken]
      }] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)`,
      "linalg.lu() factors singular matrices too.",
    );
  }
  const permutation = rowsOf(pivots, a);
  const output = record(factors, "LinalgLuFactorExBackward0", [[a, (grad) => {
    const [l, u] = unpack(factors);
    const k = u.size(-2);
    const [below, above] = [tril(grad.narrow(-1, 0, k), -1), triu(grad.narrow(-2, 0, k))];
    return slopeOfLU(permutation, l, u, below, above);
  }, factors]]);
  return namedTuple([output, pivots], "LU", "pivots");
}

/** Off the tape: the factors, the pivots, and for each of the batch where U's diagonal is zero first. */
function factored(a: Tensor): { LU: Tensor; pivots: Tensor; zeros: number[] } {
  const [m, n] = [a.size(-2), a.size(-1)];
  const zeros: number[] = [];
  const [LU, pivots] = perMatrix(batchOf(a), [a], [
    { shape: [m, n], dtype: a.dtype },
    { shape: [Math.min(m, n)], dtype: "int32" },
  ], ([matrix], [factors, rows]) => {
    const swapped = new Int32Array(rows!.length);
    zeros.push(factorizeLU(matrix!, m, n, swapped));
    factors!.set(matrix!);
    rows!.set(swapped.map((row) => row + 1));
  });
  return { LU: LU!, pivots: pivots!, zeros };
}

/** The permutation P of A = P L U, from the rows that were swapped. */
function rowsOf(pivots: Tensor, a: Tensor): Tensor {
  const m = a.size(-2);
  const output = { shape: [m, m], dtype: a.dtype };
  const [p] = perMatrix(pivots.shape.slice(0, -1), [pivots], [output], ([rows], [matrix]) => {
    const swaps = identity(m);
    rows!.forEach((row, i) => swapRows(swaps, m, i, row - 1));
    matrix!.set(transposed(swaps, m, m));
  });
  return p!;
}

/** L with its ones, and U. */
function unpack(factors: Tensor): [l: Tensor, u: Tensor] {
  const [m, n] = [factors.size(-2), factors.size(-1)];
  const k = Math.min(m, n);
  const ones = eye(m, k, { dtype: factors.dtype, device: factors.device });
  return [tril(factors.narrow(-1, 0, k), -1).add(ones), triu(factors.narrow(-2, 0, k))];
}

/**
 * The factors of a matrix with partial pivoting: A = P L U, of a permutation, a lower and an upper
 * triangle.
 *
 * @param a [..., M, N]
 */
export function lu(a: Tensor): LU {
  requireHost("linalg_lu", { A: a });
  requireLU("linalg.lu", a);
  const [p, lower, upper] = noGrad(() => {
    const { LU: factors, pivots } = factored(a);
    return [rowsOf(pivots, a), ...unpack(factors)] as const;
  });
  const nothing = (x: Tensor) => noGrad(() => x.zerosLike());
  const node = "LinalgLuBackward0";
  record(lower, node, [
    [a, (grad) => slopeOfLU(p, lower, upper, grad, nothing(upper)), lower, upper],
  ]);
  record(upper, node, [
    [a, (grad) => slopeOfLU(p, lower, upper, nothing(lower), grad), lower, upper],
  ]);
  return namedTuple([p, lower, upper], "P", "L", "U");
}

/** The gradient of A = P L U, of which L and U have the given ones. */
function slopeOfLU(p: Tensor, l: Tensor, u: Tensor, ofL: Tensor, ofU: Tensor): Tensor {
  const [m, n] = [l.size(-2), u.size(-1)];
  const k = Math.min(m, n);
  const [l1, u1] = [l.narrow(-2, 0, k), u.narrow(-1, 0, k)];
  const [l2, u2] = [l.narrow(-2, k, m - k), u.narrow(-1, k, n - k)];
  const [ofL1, ofL2] = [ofL.narrow(-2, 0, k), ofL.narrow(-2, k, m - k)];
  const [ofU1, ofU2] = [ofU.narrow(-1, 0, k), ofU.narrow(-1, k, n - k)];
  const below = matmul(turned(l1), ofL1).sub(matmul(ofU2, turned(u2)));
  const above = matmul(ofU1, turned(u1)).sub(matmul(turned(l2), ofL2));
  const inner = tril(below, -1).add(triu(above));
  const solveU = (x: Tensor) => solveTriangular(turned(u1), x, { upper: false, left: false });
  const solveL = (x: Tensor) =>
    solveTriangular(turned(l1), x, { upper: true, unitriangular: true });
  const square = solveL(solveU(inner));
  if (m === n) return matmul(p, square);
  return matmul(p, m > n ? cat([square, solveU(ofL2)], -2) : cat([square, solveL(ofU2)], -1));
}

/**
 * The solution of A X = B, given A's LU factors.
 *
 * @param factors what {@linkcode luFactor} gives, [..., N, N]
 * @param pivots the same, [..., N]
 * @param b [..., N, K]
 */
export function luSolve(factors: Tensor, pivots: Tensor, b: Tensor): Tensor {
  requireHost("linalg_lu_solve", { LU: factors, pivots, B: b });
  requireSquare("linalg.lu_solve", factors);
  requireMatrix("linalg.lu_solve", b, "B");
  requireFloats(undefined, factors, "lu_solve_cpu");
  checkEquation("linalg.lu_solve", factors, b, true);
  const permuted = matmul(turned(rowsOf(pivots, factors)), b);
  const lower = solveTriangular(factors, permuted, { upper: false, unitriangular: true });
  return solveTriangular(factors, lower, { upper: true });
}

/**
 * Triangular matrices: equations solved with them, and Cholesky's factors.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { broadcastShapes, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { eye } from "../make.ts";
import { matmul } from "../matmul.ts";
import { tril, triu } from "../triangles.ts";
import { broadcastTo, transpose } from "../view.ts";
import { requireHost } from "../host.ts";
import {
  checkSquare,
  namedTuple,
  perMatrix,
  requireFloats,
  requireMatrix,
  requireSquare,
  unfit,
} from "./host.ts";
import { factorizeCholesky, solveTriangle } from "./numeric/elimination.ts";

/** The matrix with rows and columns swapped. */
export function turned(x: Tensor): Tensor {
  return transpose(x, -2, -1);
}

/** The leading dimensions, without those of the matrices. */
export function batchOf(x: Tensor): Shape {
  return x.shape.slice(0, -2);
}

/** Two batches of matrices, expanded to the batch they broadcast to. */
export function sameBatch(a: Tensor, b: Tensor): [a: Tensor, b: Tensor, batch: Shape] {
  const batch = broadcastShapes(batchOf(a), batchOf(b));
  const whole = (x: Tensor) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return [whole(a), whole(b), batch];
}

/** Checks that A X = B, or X A = B, makes sense. */
export function checkEquation(name: string, a: Tensor, b: Tensor, left: boolean): void {
  if (a.size(-1) === b.size(left ? -2 : -1)) return;
  throw new RuntimeError(
    "shape-mismatch",
    `${name}: Incompatible shapes of A and B for the equation ${left ? "AX" : "XA"} = B (${
      a.size(-2)
    }x${a.size(-1)} and ${b.size(-2)}x${b.size(-1)})`,
    left
      ? `B must have as many rows as A, ${a.size(-1)}.`
      : `B must have as many columns as A, ${a.size(-1)}.`,
  );
}

/** Options of {@linkcode solveTriangular}. */
export interface SolveTriangularOptions {
  /** Which triangle of A counts: the upper, or else the lower. */
  upper: boolean;
  /** Whether X stands on the right of A: A X = B. Default: true. */
  left?: boolean;
  /** Whether A's diagonal is taken for ones. Default: false. */
  unitriangular?: boolean;
}

/**
 * The solution of A X = B, of which only a triangle of A is read.
 *
 * @param a [..., N, N]
 * @param b [..., N, K]; batches broadcast
 * @param options `upper`, which must be given; `left` (true), false for X A = B; `unitriangular` (false)
 * @throws {RuntimeError} `linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)`
 */
export function solveTriangular(a: Tensor, b: Tensor, options: SolveTriangularOptions): Tensor {
  requireHost("linalg_solve_triangular", { input: a, B: b });
  if (typeof options?.upper !== "boolean") {
    throw new TypeError(
      'linalg_solve_triangular() missing 1 required positional arguments: "upper"\n' +
        "Say which triangle counts: linalg.solveTriangular(A, B, { upper: true }).",
    );
  }
  const name = "linalg.solve_triangular";
  requireSquare(name, a);
  requireMatrix(name, b, "B");
  checkEquation(name, a, b, options.left ?? true);
  return solveWithTriangle(a, b, options, "LinalgSolveTriangularBackward0");
}

function solveWithTriangle(
  a: Tensor,
  b: Tensor,
  { upper, left = true, unitriangular = false }: SolveTriangularOptions,
  node: string,
): Tensor {
  requireFloats(undefined, a, "triangular_solve_cpu");
  if (!left) {
    return turned(solveWithTriangle(turned(a), turned(b), { upper: !upper, unitriangular }, node));
  }
  const [whole, right, batch] = sameBatch(a, b);
  const [n, k] = [b.size(-2), b.size(-1)];
  const [output] = perMatrix(batch, [whole, right], [{ shape: [n, k], dtype: b.dtype }], (
    [triangle, sides],
    [x],
  ) => {
    x!.set(sides!);
    solveTriangle(triangle!, n, x!, k, { upper, unit: unitriangular });
  });
  const solve = (grad: Tensor) =>
    solveWithTriangle(turned(whole), grad, { upper: !upper, unitriangular }, node);
  const edge = unitriangular ? 1 : 0;
  return record(output!, node, [
    [
      whole,
      (grad) => {
        const slope = matmul(solve(grad), turned(output!)).neg();
        return upper ? triu(slope, edge) : tril(slope, -edge);
      },
      whole,
      output!,
    ],
    [right, solve, whole],
  ]);
}

/** What {@linkcode triangularSolve} gives. */
export type TriangularSolution =
  & readonly [Tensor, Tensor]
  & Readonly<Record<"solution" | "clonedCoefficient", Tensor>>;

/**
 * The solution of A X = b for a triangular A, the older way: b comes first, and a copy of A comes back
 * too. {@linkcode solveTriangular} is the newer one.
 *
 * @param b [..., N, K]
 * @param a [..., N, N]
 * @param options `upper` (true), `transpose` (false) for A^T X = b, `unitriangular` (false)
 */
export function triangularSolve(
  b: Tensor,
  a: Tensor,
  options: { upper?: boolean; transpose?: boolean; unitriangular?: boolean } = {},
): TriangularSolution {
  requireHost("triangular_solve", { input: b, A: a });
  for (const [argument, x] of [["b", b], ["A", a]] as const) {
    if (x.ndim >= 2) continue;
    throw new RuntimeError(
      "bad-dims",
      `torch.triangular_solve: Expected ${argument} to have at least 2 dimensions, but it has ${x.ndim} dimensions instead`,
      "Matrices are the last two dimensions: unsqueeze() adds one.",
    );
  }
  checkPair("triangular_solve", a, b);
  const [whole, right] = sameBatch(a, b);
  const { upper = true, transpose: turn = false, unitriangular } = options;
  const solution = solveWithTriangle(
    turn ? turned(whole) : whole,
    right,
    { upper: turn ? !upper : upper, unitriangular },
    "TriangularSolveBackward0",
  );
  return namedTuple([solution, whole.clone()], "solution", "clonedCoefficient");
}

/** Checks that b has rows for a square A, in the words of PyTorch's older functions. */
function checkPair(name: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Expected b and A to have the same dtype, but found b of type ${
        scalarTypeName(b.dtype)
      } and A of type ${scalarTypeName(a.dtype)} instead.`,
      `Write b.to("${a.dtype}").`,
    );
  }
  checkSquare("", a);
  if (a.size(-1) === b.size(-2)) return;
  throw new RuntimeError(
    "shape-mismatch",
    `Incompatible matrix sizes for ${name}: each A matrix is ${a.size(-1)} by ${
      a.size(-1)
    } but each b matrix is ${b.size(-2)} by ${b.size(-1)}`,
    `b must have as many rows as A, ${a.size(-1)}.`,
  );
}

/** Options of Cholesky's factors. */
export interface CholeskyOptions {
  /** The upper factor U of U^T U instead of the lower L of L L^T. Default: false. */
  upper?: boolean;
}

/**
 * Cholesky's factor L of a symmetric positive-definite matrix, A = L L^T.
 *
 * @param a [..., N, N]; only one triangle is read: the lower, or with `upper` the upper
 * @param options `upper` (false)
 * @throws {LinAlgError} `linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order 2 is not positive-definite).`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * console.log(linalg.cholesky(tensor([[4, 2], [2, 5]])).toArray()); // [[2, 0], [1, 2]]
 * ```
 */
export function linalgCholesky(a: Tensor, options: CholeskyOptions = {}): Tensor {
  requireHost("linalg_cholesky", { A: a });
  requireSquare("linalg.cholesky", a);
  requireFloats("linalg.cholesky", a, "cholesky_cpu");
  return choleskyOf("linalg.cholesky", a, options.upper, "LinalgCholeskyExBackward0");
}

/** The same, under the older name. */
export function cholesky(a: Tensor, upper = false): Tensor {
  requireHost("linalg_cholesky", { A: a });
  requireSquare("cholesky", a);
  requireFloats(undefined, a, "cholesky_cpu");
  return choleskyOf("cholesky", a, upper, "CholeskyBackward0");
}

function choleskyOf(name: string, a: Tensor, upper: boolean | undefined, node: string): Tensor {
  if (upper === true) return turned(choleskyOf(name, turned(a), false, node));
  const [batch, n] = [batchOf(a), a.size(-1)];
  const [l] = perMatrix(
    batch,
    [a],
    [{ shape: [n, n], dtype: a.dtype }],
    ([matrix], [factor], element) => {
      factor!.set(matrix!);
      const minor = factorizeCholesky(factor!, n);
      if (minor === 0) return;
      throw unfit(
        name,
        batch,
        element,
        `The factorization could not be completed because the input is not positive-definite (the leading minor of order ${minor} is not positive-definite).`,
        "Add a small multiple of the identity, or check that the matrix is symmetric.",
      );
    },
  );
  return record(l!, node, [[a, (grad) => {
    const product = tril(matmul(turned(l!), grad));
    const half = product.sub(tril(triu(product)).div(2));
    const symmetric = half.add(turned(half)).div(2);
    const lower = { upper: false, left: false };
    const right = solveTriangular(l!, symmetric, lower);
    return solveTriangular(turned(l!), right, { upper: true });
  }, l!]]);
}

/**
 * The solution of A X = b, given Cholesky's factor of A.
 *
 * @param b [..., N, K]
 * @param l the factor, [..., N, N]
 * @param upper whether the factor is an upper one. Default: false
 */
export function choleskySolve(b: Tensor, l: Tensor, upper = false): Tensor {
  requireHost("cholesky_solve", { input: b, input2: l });
  for (const [argument, x] of [["b", b], ["u", l]] as const) {
    if (x.ndim >= 2) continue;
    throw new RuntimeError(
      "bad-dims",
      `${argument} should have at least 2 dimensions, but has ${x.ndim} dimensions instead`,
      "Matrices are the last two dimensions: unsqueeze() adds one.",
    );
  }
  checkPair("cholesky_solve", l, b);
  requireFloats(undefined, l, "cholesky_solve_cpu");
  return solveFactored(b, l, upper);
}

function solveFactored(b: Tensor, l: Tensor, upper: boolean): Tensor {
  const first = solveTriangular(upper ? turned(l) : l, b, { upper: false });
  return solveTriangular(upper ? l : turned(l), first, { upper: true });
}

/**
 * The inverse of a matrix, given its Cholesky factor.
 *
 * @param l the factor, [..., N, N]
 * @param upper whether the factor is an upper one. Default: false
 * @throws {LinAlgError} `cholesky_inverse: The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.`
 */
export function choleskyInverse(l: Tensor, upper = false): Tensor {
  requireHost("cholesky_inverse", { input: l });
  requireSquare("cholesky_inverse", l);
  requireFloats(undefined, l, "cholesky_inverse_out_cpu");
  const n = l.size(-1);
  perMatrix(batchOf(l), [noGrad(() => l.diagonal(0, -2, -1))], [], ([diagonal], _, element) => {
    const zero = diagonal!.indexOf(0);
    if (zero >= 0) throw singular("cholesky_inverse", batchOf(l), element, zero + 1);
  });
  return solveFactored(eye(n, { dtype: l.dtype, device: l.device }), l, upper);
}

/** The error of a matrix that has no inverse. */
export function singular(name: string, batch: Shape, element: number, place: number): Error {
  return unfit(
    name,
    batch,
    element,
    `The diagonal element ${place} is zero, the inversion could not be completed because the input matrix is singular.`,
    "linalg.pinv() gives the pseudo-inverse of any matrix.",
  );
}

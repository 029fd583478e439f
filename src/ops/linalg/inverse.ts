/**
 * Determinants, inverses, and systems of equations.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { eye } from "../make.ts";
import { matmul } from "../matmul.ts";
import { pointwise } from "../pointwise.ts";
import { prod } from "../products.ts";
import { linalgSvd } from "./decompose.ts";
import { requireHost } from "../host.ts";
import {
  namedTuple,
  perMatrix,
  requireFloats,
  requireMatrix,
  requireSquare,
  unfit,
} from "./host.ts";
import { factorizeLU, identity, signOf, solveLU } from "./numeric/elimination.ts";
import { batchOf, checkEquation, sameBatch, singular, turned } from "./triangular.ts";

/**
 * The determinants of square matrices.
 *
 * @param a [..., N, N]
 * @throws {RuntimeError} `linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices`
 *
 * @example
 * ```ts
 * import { det, tensor } from "@hibana/hibana";
 *
 * console.log(det(tensor([[1, 2], [3, 4]])).item()); // -2
 * ```
 */
export function det(a: Tensor): Tensor {
  requireHost("linalg_det", { A: a });
  requireSquare("linalg.det", a);
  requireFloats("linalg.det", a, "lu_cpu");
  const n = a.size(-1);
  const [output] = perMatrix(
    batchOf(a),
    [a],
    [{ shape: [], dtype: a.dtype }],
    ([matrix], [result]) => {
      const pivots = new Int32Array(n);
      factorizeLU(matrix!, n, n, pivots);
      result![0] = diagonalOf(matrix!, n).reduce((product, x) => product * x, signOf(pivots));
    },
  ) as [Tensor];
  return record(output, "LinalgDetBackward0", [[
    a,
    (grad) => {
      const scale = grad.unsqueeze(-1).unsqueeze(-1);
      const isSingular = a.device.type !== "meta" && noGrad(() => output.eq(0).any().item());
      if (isSingular) return scale.mul(cofactors(a));
      return scale.mul(output.unsqueeze(-1).unsqueeze(-1)).mul(turned(inverseOf(a)));
    },
    a,
    output,
  ]]);
}

function diagonalOf(a: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
}

/** The determinant's slopes, for singular matrices too: det(U) det(Vh) U diag(products of others) Vh. */
function cofactors(a: Tensor): Tensor {
  const { U, S, Vh } = linalgSvd(a);
  const { dtype, device } = a;
  const own = eye(a.size(-1), { dtype, device }).to("bool");
  const others = prod(pointwise("where", own, 1, S.unsqueeze(-2)), -1);
  const sign = det(U).mul(det(Vh)).detach().unsqueeze(-1).unsqueeze(-1);
  return matmul(U.mul(others.unsqueeze(-2)), Vh).mul(sign);
}

/** The sign of a determinant, and the logarithm of its size. */
export type SignAndLog =
  & readonly [Tensor, Tensor]
  & Readonly<Record<"sign" | "logabsdet", Tensor>>;

/**
 * The determinants of square matrices as signs and logarithms, which neither overflow nor underflow.
 *
 * @param a [..., N, N]
 */
export function slogdet(a: Tensor): SignAndLog {
  requireHost("linalg_slogdet", { A: a });
  return signAndLog("linalg.slogdet", a);
}

function signAndLog(name: string, a: Tensor): SignAndLog {
  requireSquare(name, a);
  requireFloats(name, a, undefined);
  const n = a.size(-1);
  const output = { shape: [], dtype: a.dtype };
  const [sign, size] = perMatrix(batchOf(a), [a], [output, output], ([matrix], [side, log]) => {
    const pivots = new Int32Array(n);
    factorizeLU(matrix!, n, n, pivots);
    const diagonal = diagonalOf(matrix!, n);
    side![0] = diagonal.reduce((product, x) => product * Math.sign(x), signOf(pivots));
    log![0] = diagonal.reduce((sum, x) => sum + Math.log(Math.abs(x)), 0);
  }) as [Tensor, Tensor];
  const node = "LinalgSlogdetBackward0";
  record(sign, node, [[a, (grad) => grad.zerosLike().unsqueeze(-1).unsqueeze(-1).expand(a.shape)]]);
  record(size, node, [
    [a, (grad) => grad.unsqueeze(-1).unsqueeze(-1).mul(turned(inverseOf(a))), a],
  ]);
  return namedTuple([sign, size], "sign", "logabsdet");
}

/**
 * The logarithms of the determinants of square matrices: NaN where one is negative, -inf where it is 0.
 *
 * @param a [..., N, N]
 */
export function logdet(a: Tensor): Tensor {
  requireHost("logdet", { input: a });
  const { sign, logabsdet } = signAndLog("logdet", a);
  return pointwise("where", sign.eq(-1), NaN, logabsdet);
}

/**
 * The inverses of square matrices.
 *
 * @param a [..., N, N]
 * @throws {LinAlgError} `linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * console.log(linalg.inv(tensor([[2, 0], [0, 4]])).toArray()); // [[0.5, 0], [0, 0.25]]
 * ```
 */
export function inv(a: Tensor): Tensor {
  requireHost("linalg_inv", { A: a });
  requireSquare("linalg.inv", a);
  requireFloats("linalg.inv", a, undefined);
  return inverseOf(a, "linalg.inv");
}

/** The inverse; of a singular matrix an error under the name, or without one infinity. */
export function inverseOf(a: Tensor, name?: string): Tensor {
  const [batch, n] = [batchOf(a), a.size(-1)];
  const [output] = perMatrix(
    batch,
    [a],
    [{ shape: [n, n], dtype: a.dtype }],
    ([matrix], [result], element) => {
      const pivots = new Int32Array(n);
      const zero = factorizeLU(matrix!, n, n, pivots);
      if (zero > 0) {
        if (name !== undefined) throw singular(name, batch, element, zero);
        result!.fill(Infinity);
        return;
      }
      result!.set(identity(n));
      solveLU(matrix!, n, pivots, result!, n);
    },
  ) as [Tensor];
  return record(output, "LinalgInvExBackward0", [
    [a, (grad) => matmul(turned(output), matmul(grad, turned(output))).neg(), output],
  ]);
}

/**
 * The solution of A X = B for square matrices A.
 *
 * @param a [..., N, N]
 * @param b [..., N, K]; or vectors, [N], or [..., N] for each of the batch; batches broadcast
 * @param options `left` (true): false for X A = B
 * @throws {LinAlgError} `torch.linalg.solve: The solver failed because the input matrix is singular.`
 *
 * @example
 * ```ts
 * import { linalg, tensor } from "@hibana/hibana";
 *
 * console.log(linalg.solve(tensor([[2, 0], [0, 4]]), tensor([2, 2])).toArray()); // [1, 0.5]
 * ```
 */
export function solve(a: Tensor, b: Tensor, options: { left?: boolean } = {}): Tensor {
  requireHost("linalg_solve", { A: a, B: b });
  const name = "linalg.solve";
  requireFloats(name, a, undefined);
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `${name}: Expected A and B to have the same dtype, but found A of type ${
        scalarTypeName(a.dtype)
      } and B of type ${scalarTypeName(b.dtype)} instead`,
      `Write b.to("${a.dtype}").`,
    );
  }
  requireSquare(name, a);
  const { left = true } = options;
  const isVector = b.ndim === 1 || sameShape(b.shape, a.shape.slice(0, -1));
  const sides = isVector ? b.unsqueeze(-1) : b;
  requireMatrix(name, sides, "B");
  checkEquation(name, a, sides, left);
  const solution = left ? solveSquare(a, sides) : turned(solveSquare(turned(a), turned(sides)));
  return isVector ? solution.squeeze(-1) : solution;
}

function solveSquare(a: Tensor, b: Tensor): Tensor {
  const [right, whole, batch] = sameBatch(b, a);
  const [n, k] = [b.size(-2), b.size(-1)];
  const [output] = perMatrix(
    batch,
    [whole, right],
    [{ shape: [n, k], dtype: a.dtype }],
    ([matrix, sides], [x], element) => {
      const pivots = new Int32Array(n);
      if (factorizeLU(matrix!, n, n, pivots) > 0) {
        throw unfit(
          "torch.linalg.solve",
          batch,
          element,
          "The solver failed because the input matrix is singular.",
          "linalg.lstsq() finds the best X for any matrix.",
        );
      }
      x!.set(sides!);
      solveLU(matrix!, n, pivots, x!, k);
    },
  ) as [Tensor];
  const solveTurned = (grad: Tensor) => solveSquare(turned(whole), grad);
  return record(output, "LinalgSolveExBackward0", [
    [whole, (grad) => matmul(solveTurned(grad), turned(output)).neg(), whole, output],
    [right, solveTurned, whole],
  ]);
}

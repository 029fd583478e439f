/**
 * Operations that only the CPU computes.
 *
 * @module
 */
import { withWatcher } from "../device/capture.ts";
import { NotImplementedError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { requireTensors } from "./devices.ts";

/**
 * PyTorch's operators that hibana computes on the CPU alone, with the names they have here. Other devices
 * refuse them instead of reading back behind the user's back.
 */
export const CPU_ONLY = {
  _ctc_loss: ["nn.functional.ctcLoss"],
  cholesky_inverse: ["choleskyInverse"],
  cholesky_solve: ["choleskySolve"],
  linalg_cholesky: ["cholesky", "linalg.cholesky"],
  linalg_cond: ["linalg.cond"],
  linalg_det: ["det", "linalg.det"],
  linalg_eigh: ["linalg.eigh"],
  linalg_eigvalsh: ["linalg.eigvalsh"],
  linalg_inv: ["inverse", "linalg.inv"],
  linalg_lstsq: ["linalg.lstsq"],
  linalg_lu: ["linalg.lu"],
  linalg_lu_factor: ["linalg.luFactor"],
  linalg_lu_solve: ["linalg.luSolve"],
  linalg_matrix_exp: ["matrixExp", "linalg.matrixExp"],
  linalg_matrix_rank: ["linalg.matrixRank"],
  linalg_pinv: ["pinverse", "linalg.pinv"],
  linalg_qr: ["qr", "linalg.qr"],
  linalg_slogdet: ["slogdet", "linalg.slogdet"],
  linalg_solve: ["linalg.solve"],
  linalg_solve_triangular: ["linalg.solveTriangular"],
  linalg_svd: ["svd", "linalg.svd"],
  linalg_svdvals: ["linalg.svdvals"],
  logdet: ["logdet"],
  triangular_solve: ["triangularSolve"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** One of {@linkcode CPU_ONLY}, by PyTorch's name. */
export type Operator = keyof typeof CPU_ONLY;

/**
 * Checks that the operands are tensors on one device, which can compute such a thing.
 *
 * @throws {NotImplementedError} `The operator 'aten::linalg_svd' is not currently implemented for the webgpu device.`
 */
export function requireHost(operator: Operator, operands: Readonly<Record<string, Tensor>>): void {
  requireTensors(operator, operands);
  const { device } = Object.values(operands)[0]!;
  // Unwatched: what a function that is being compiled cannot do is for the read to say.
  if (!withWatcher(undefined, () => device.backend).outsideHeap) return;
  throw new NotImplementedError(
    "cpu-only",
    `The operator 'aten::${operator}' is not currently implemented for the ${device.type} device.`,
    `Compute it on the CPU: x.cpu(), then .to("${device.type}").`,
  );
}

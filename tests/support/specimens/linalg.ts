/**
 * Linear algebra as the tests of properties calls it. Signs that are chance are squared away.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import type { Tensor } from "@hibana/hibana";
import { lettered, type Specimens } from "./specimen.ts";

const { linalg } = hibana;

/** The unit matrix of a tensor of matrices, times a factor. */
function unit(x: Tensor, factor: number): Tensor {
  return hibana.eye(x.shape.at(-1)!, { dtype: x.dtype, device: x.device }).mul(factor);
}

/** Matrices far from those that have no inverse. */
function regular(x: Tensor): Tensor {
  return x.mul(0.3).add(unit(x, 3));
}

/** Symmetric matrices whose eigenvalues are positive and lie apart. */
function definite(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  const steps = hibana.arange(1, n + 1, { dtype: x.dtype, device: x.device }).mul(3).diag();
  return x.mul(0.1).matmul(x.mT).add(steps);
}

/** Matrices with more rows than columns whose columns are far from parallel. */
function tall(x: Tensor): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return x.add(hibana.eye(rows, columns, { dtype: x.dtype, device: x.device }).mul(7));
}

/** Linear algebra of every device, by name. */
export const LINALG: Specimens = {
  "linalg.matrixNorm": lettered(["a3b"], ([x], r) => linalg.matrixNorm(x!, r % 2 ? 1 : "fro")),
  "linalg.norm": lettered(["ab3"], ([x], r) => linalg.norm(x!, null, { dim: r % 2 })),
  "linalg.vectorNorm": lettered(["ab3"], ([x], r) => linalg.vectorNorm(x!, 1 + r % 3, { dim: -1 })),
  "linalg.multiDot": lettered(["ab", "bc", "ca"], (xs) => linalg.multiDot(xs)),
  "linalg.cross": lettered(["a3", "13"], ([x, y]) => linalg.cross(x!, y!)),
  "linalg.vecdot": lettered(["ab", "b"], ([x, y]) => linalg.vecdot(x!, y!)),
  "linalg.vander": lettered(["ab"], ([x]) => linalg.vander(x!, { N: 3 })),
  chainMatmul: lettered(["ab", "bc", "ca"], (xs) => hibana.chainMatmul(...xs)),
  cdist: lettered(["da3", "db3"], ([x, y], r) => hibana.cdist(x!, y!, 1 + r % 3)),
  pdist: lettered(["a3"], ([x], r) => hibana.pdist(x!, 1 + r % 3)),
};

/** Linear algebra that is computed on the CPU alone, by name. */
export const DECOMPOSITIONS: Specimens = {
  "linalg.cholesky": lettered(["abb"], ([x]) => linalg.cholesky(definite(x!))),
  "linalg.det": lettered(["abb"], ([x]) => linalg.det(x!)),
  "linalg.slogdet": lettered(["abb"], ([x]) => linalg.slogdet(regular(x!)).logabsdet),
  "linalg.inv": lettered(["abb"], ([x]) => linalg.inv(regular(x!))),
  "linalg.solve": lettered(["abb", "bc"], ([x, y]) => linalg.solve(regular(x!), y!)),
  "linalg.solveTriangular": lettered(
    ["abb", "abc"],
    ([x, y], r) => linalg.solveTriangular(regular(x!), y!, { upper: r % 2 === 0 }),
  ),
  "linalg.lstsq": lettered(
    ["4b", "4c"],
    ([x, y]) => linalg.lstsq(tall(x!), y!).solution,
  ),
  "linalg.pinv": lettered(["4b"], ([x]) => linalg.pinv(tall(x!))),
  "linalg.eigh values": lettered(["abb"], ([x]) => linalg.eigh(definite(x!)).eigenvalues),
  "linalg.eigh vectors": lettered(
    ["abb"],
    ([x]) => linalg.eigh(definite(x!)).eigenvectors.square(),
  ),
  "linalg.eigvalsh": lettered(["abb"], ([x]) => linalg.eigvalsh(definite(x!))),
  "linalg.svd": lettered(
    ["a3b"],
    ([x]) => linalg.svd(tall(x!), { fullMatrices: false }).S,
  ),
  "linalg.svdvals": lettered(["ab3"], ([x]) => linalg.svdvals(x!)),
  "linalg.qr": lettered(["a4b"], ([x]) => linalg.qr(tall(x!)).R.square()),
  "linalg.lu": lettered(["abb"], ([x]) => linalg.lu(regular(x!)).U),
  "linalg.matrixExp": lettered(["abb"], ([x]) => linalg.matrixExp(x!.mul(0.3))),
  "linalg.matrixPower": lettered(["abb"], ([x], r) => linalg.matrixPower(regular(x!), r % 6 - 2)),
  "linalg.matrixRank": lettered(["a3b"], ([x]) => linalg.matrixRank(x!), { derivatives: 0 }),
  cholesky: lettered(["bb"], ([x], r) => hibana.cholesky(definite(x!), r % 2 === 0)),
  choleskySolve: lettered(["bc", "bb"], ([x, y]) => hibana.choleskySolve(x!, definite(y!))),
  choleskyInverse: lettered(["bb"], ([x]) => hibana.choleskyInverse(linalg.cholesky(definite(x!)))),
  logdet: lettered(["abb"], ([x]) => hibana.logdet(definite(x!))),
};

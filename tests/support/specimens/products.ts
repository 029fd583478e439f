/**
 * Products of matrices and their kin as the tests of properties call them.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import { lettered, ofOne, type Specimens } from "./specimen.ts";

const SCALES = { beta: 0.5, alpha: -2 };

/** Products, by name. */
export const PRODUCTS: Specimens = {
  matmul: lettered(["ab", "bc"], ([x, y]) => x!.matmul(y!)),
  "matmul of batches": lettered(["d1ab", "cba"], ([x, y]) => x!.matmul(y!)),
  "matmul of a vector": lettered(["b", "abc"], ([x, y]) => x!.matmul(y!)),
  "matmul with a vector": lettered(["abc", "c"], ([x, y]) => x!.matmul(y!)),
  "matmul with itself": ofOne((x) => x.matmul(x.mT), { minRank: 2 }),
  mm: lettered(["ab", "bc"], ([x, y]) => x!.mm(y!)),
  bmm: lettered(["dab", "dbc"], ([x, y]) => x!.bmm(y!)),
  mv: lettered(["ab", "b"], ([x, y]) => x!.mv(y!)),
  dot: lettered(["a", "a"], ([x, y]) => x!.dot(y!)),
  vdot: lettered(["a", "a"], ([x, y]) => x!.vdot(y!)),
  outer: lettered(["a", "b"], ([x, y]) => x!.outer(y!)),
  addmm: lettered(["c", "ab", "bc"], ([s, x, y]) => s!.addmm(x!, y!, SCALES)),
  addmv: lettered(["a", "ab", "b"], ([s, x, y]) => s!.addmv(x!, y!, SCALES)),
  addr: lettered(["ab", "a", "b"], ([s, x, y]) => s!.addr(x!, y!, SCALES)),
  addbmm: lettered(["ac", "dab", "dbc"], ([s, x, y]) => s!.addbmm(x!, y!, SCALES)),
  baddbmm: lettered(["ac", "dab", "dbc"], ([s, x, y]) => s!.baddbmm(x!, y!, SCALES)),
  inner: lettered(["ab", "cb"], ([x, y]) => x!.inner(y!)),
  kron: lettered(["ab", "c"], ([x, y]) => x!.kron(y!)),
  cross: lettered(["a3b", "a3b"], ([x, y]) => x!.cross(y!, 1)),
  trace: lettered(["ab"], ([x]) => x!.trace()),
  "einsum of a chain": lettered(["ab", "bc", "ca"], (xs) => hibana.einsum("ij,jk,kl->il", ...xs)),
  "einsum of a diagonal": lettered(["aab"], ([x]) => hibana.einsum("iij->j", x!)),
  "einsum of batches": lettered(
    ["dab", "dcb"],
    ([x, y]) => hibana.einsum("...ij,...kj->...ik", x!, y!),
  ),
  tensordot: lettered(["abc", "cbd"], ([x, y]) => hibana.tensordot(x!, y!, [[1, 2], [1, 0]])),
};

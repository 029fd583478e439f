/**
 * Linear algebra against PyTorch's values, gradients and errors, on the devices that have it.
 */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  arange,
  autograd,
  eye,
  linalg,
  NotImplementedError,
  ones,
  RuntimeError,
  svd,
  type Tensor,
  tensor,
  zeros,
} from "@hibana/hibana";
import * as hibana from "@hibana/hibana";
import { CPU_ONLY } from "../src/ops/host.ts";
import fixture from "./fixtures/linalg.json" with { type: "json" };
import { type Argument, call } from "./support/calls.ts";
import { hasGPU } from "./support/devices.ts";
import { assertRefused, assertSays, firstLine, wrong } from "./support/errors.ts";
import { type Call, testAgainstPyTorch } from "./support/oracle.ts";

type Loose = (...args: unknown[]) => Tensor | Tensor[];

/** Singular vectors whose signs are settled: the sums of U's columns, weighted by 1, 2, ..., are positive. */
function steady([u, s, v]: readonly [Tensor, Tensor, Tensor], turned: boolean): Tensor[] {
  const k = s.size(-1);
  const [left, right] = [u.narrow(-1, 0, k), (turned ? v.mT : v).narrow(-2, 0, k)];
  const weights = arange(1, u.size(-2) + 1, { device: u.device }).to(u.dtype).unsqueeze(-1);
  const sign = left.mul(weights).sum(-2).sign().detach();
  return [left.mul(sign.unsqueeze(-2)), s, right.mul(sign.unsqueeze(-1))];
}

const inNamespace: Call = ({ op, options }, args) => {
  const results = ((linalg as unknown as Record<string, Loose>)[op] as Loose)(
    ...args,
    ...options === undefined ? [] : [options],
  );
  return op === "svd" ? steady(results as unknown as hibana.OlderSVD, false) : results;
};

/** The older functions: some take several tensors where the newer take a list. */
const older: Call = (question, args, device) => {
  if (question.op === "multiDot") return linalg.multiDot(args as Tensor[]);
  if (question.op === "svd") return steady(svd(...args as [Tensor, boolean?]), true);
  return call(question, args as Argument[], device);
};

/** Norms but for those of singular values are computed everywhere. */
const everywhere = (line: string) =>
  /^(cross|vecdot|diagonal|vander|vectorNorm|multiDot|chainMatmul|cdist) /.test(line) ||
  /^(matrixNorm|norm) .* ("fro"|-?1|-?inf)( \{.*\})? (=>|!!)/.test(line);

/** Whether there are residuals depends on the rank. */
const dependsOnElements = (line: string) => /^lstsq .*"driver":"gels[ds]"/.test(line);

const HOSTS = ["cpu", "sim", "meta"];
for (const [lines, manner] of [[fixture.functions, inNamespace], [fixture.older, older]] as const) {
  testAgainstPyTorch(lines.filter(everywhere), { call: manner });
  const [apart, hosted] = [
    lines.filter((line) => !everywhere(line) && dependsOnElements(line)),
    lines.filter((line) => !everywhere(line) && !dependsOnElements(line)),
  ];
  testAgainstPyTorch(hosted, { call: manner, devices: HOSTS });
  testAgainstPyTorch(apart, { call: manner, devices: ["cpu", "sim"] });
}
testAgainstPyTorch(fixture.second, { call: inNamespace, order: "second", devices: ["cpu", "sim"] });

Deno.test({
  name: "webgpu refuses what only the CPU computes, in PyTorch's words",
  ignore: !hasGPU,
  fn() {
    const x = eye(2, { device: "webgpu" });
    const more: Record<string, unknown[]> = {
      "nn.functional.ctcLoss": [tensor([[0]]).int(), [1], [1]],
      "linalg.luSolve": [tensor([1, 2], { dtype: "int32" }).to("webgpu"), x],
      "linalg.solveTriangular": [x, { upper: true }],
    };
    for (const [operator, names] of Object.entries(CPU_ONLY)) {
      for (const name of names) {
        const place = name.split(".").slice(0, -1)
          .reduce(
            (within, part) => within[part] as typeof within,
            hibana as Record<string, unknown>,
          );
        const run = place[name.split(".").at(-1)!] as Loose;
        const fix = assertSays(
          () => run(x, ...more[name] ?? [x]),
          NotImplementedError,
          `The operator 'aten::${operator}' is not currently implemented for the webgpu device.`,
        );
        assertEquals(fix, 'Compute it on the CPU: x.cpu(), then .to("webgpu").');
      }
    }
    for (const run of [() => linalg.matrixNorm(x, 2), () => x.matrixPower(-1)]) {
      assert(firstLine(run, NotImplementedError).startsWith("The operator 'aten::linalg_"));
    }
  },
});

Deno.test("float16 is refused where PyTorch's CPU has no kernel for it", () => {
  const half = eye(2, { dtype: "float16" });
  const kernel = (name: string) => `"${name}" not implemented for 'Half'`;
  const low = (name: string) => `${name}: Low precision dtypes not supported. Got Half`;
  assertRefused([
    [() => half.det(), RuntimeError, kernel("lu_cpu")],
    [() => half.slogdet(), RuntimeError, low("linalg.slogdet")],
    [() => half.logdet(), RuntimeError, low("logdet")],
    [() => half.inverse(), RuntimeError, low("linalg.inv")],
    [() => half.cholesky(), RuntimeError, kernel("cholesky_cpu")],
    [() => half.qr(), RuntimeError, kernel("geqrf_cpu")],
    [() => half.svd(), RuntimeError, kernel("linalg_svd_cpu")],
    [() => linalg.eigh(half), RuntimeError, kernel("linalg_eigh_cpu")],
    [() => linalg.lu(half), RuntimeError, kernel("lu_cpu")],
  ]);
});

Deno.test("decompositions can be taken apart by place and by name", () => {
  const x = tensor([[2, 1], [1, 3]]);
  const { U, S, Vh } = linalg.svd(x);
  assertStrictEquals(linalg.svd(x).length, 3);
  const [u, s, vh] = [U, S, Vh];
  assert(u.mul(s).matmul(vh).allclose(x));
  const { Q, R } = linalg.qr(x);
  assert(Q.matmul(R).allclose(x));
  const [values, vectors] = linalg.eigh(x);
  assert(vectors.mul(values).matmul(vectors.mT).allclose(x, { atol: 1e-6 }));
});

Deno.test("full singular vectors are orthonormal, also of matrices without full rank", () => {
  for (const x of [arange(12).float().view(4, 3), arange(8).float().view(2, 4), zeros(3, 2)]) {
    const [u, s, vh] = linalg.svd(x);
    assertEquals([u.shape, vh.shape], [[x.size(0), x.size(0)], [x.size(1), x.size(1)]]);
    const k = s.size(-1);
    const back = u.narrow(-1, 0, k).mul(s).matmul(vh.narrow(-2, 0, k));
    assert(back.allclose(x, { atol: 1e-5 }));
    assert(u.mT.matmul(u).allclose(eye(u.size(0)), { atol: 1e-6 }));
    assert(vh.matmul(vh.mT).allclose(eye(vh.size(0)), { atol: 1e-6 }));
  }
});

Deno.test("larger matrices are decomposed to the precision of their dtype", () => {
  hibana.manualSeed(5);
  for (const dtype of ["float32", "float64"] as const) {
    const atol = dtype === "float32" ? 1e-4 : 1e-11;
    const x = hibana.randn(40, 30, { dtype });
    const symmetric = x.mT.matmul(x);
    const [q, r] = linalg.qr(x);
    assert(q.matmul(r).allclose(x, { atol }));
    const { U, S, Vh } = linalg.svd(x, { fullMatrices: false });
    assert(U.mul(S).matmul(Vh).allclose(x, { atol }));
    const [values, vectors] = linalg.eigh(symmetric);
    assert(vectors.mul(values).matmul(vectors.mT).allclose(symmetric, { atol: 10 * atol }));
    assert(values.flip(0).allclose(S.square(), { rtol: 1e-4 }));
    const l = linalg.cholesky(symmetric);
    assert(l.matmul(l.mT).allclose(symmetric, { atol: 10 * atol }));
    assert(linalg.inv(symmetric).matmul(symmetric).allclose(eye(30, { dtype }), { atol: 0.02 }));
  }
});

Deno.test("what PyTorch refuses to differentiate is refused here, from backward", () => {
  const x = ones(3, 2, { requiresGrad: true });
  assertRefused([
    [
      () => linalg.qr(x, { mode: "complete" }).R.sum().backward(),
      RuntimeError,
      "The QR decomposition is not differentiable when mode='complete' and nrows > ncols",
    ],
    [
      () => linalg.qr(x, { mode: "r" }).R.sum().backward(),
      RuntimeError,
      "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to require gradients through Q and R.",
    ],
  ]);
});

// PyTorch 1.13 divides by zero, or fails outright, in the gradients of the following.
Deno.test("determinants of singular matrices have gradients: the cofactors", () => {
  const x = tensor([[1, 2, 3], [2, 4, 6], [0, 1, 5]], { dtype: "float64", requiresGrad: true });
  const [grad] = autograd.grad(linalg.det(x), [x]);
  const cofactors = [[14, -10, 2], [-7, 5, -1], [0, 0, 0]];
  assert(grad!.allclose(tensor(cofactors, { dtype: "float64" }), { atol: 1e-12 }));
});

Deno.test("a batch of least squares has the gradient of each of it", () => {
  const a = tensor([[[3, 1], [1, 2], [0, 1]], [[1, 0], [2, 1], [1, 4]]], { requiresGrad: true });
  const b = tensor([[1, 2, 3], [4, 5, 6]], { requiresGrad: true });
  const together = autograd.grad(linalg.lstsq(a, b).solution.square().sum(), [a, b]);
  const alone = [0, 1].map((i) => {
    const loss = linalg.lstsq(a.at(i), b.at(i)).solution.square().sum();
    return autograd.grad(loss, [a, b]);
  });
  [0, 1].forEach((i) => assert(together[i]!.allclose(alone[0]![i]!.add(alone[1]![i]!))));
});

Deno.test("distances by products agree with those by differences, and so do their gradients", () => {
  hibana.manualSeed(1);
  const [a, b] = [hibana.randn(30, 4), hibana.randn(5, 4)].map((x) => x.detach());
  const modes = ["use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist"] as const;
  const [byProduct, directly] = modes.map((computeMode) => {
    const [x, y] = [a!.clone(), b!.clone()];
    x.requiresGrad = y.requiresGrad = true;
    const distances = hibana.cdist(x, y, 2, { computeMode });
    const grads = autograd.grad(distances.sin().sum(), [x, y], { createGraph: true });
    const second = autograd.grad(grads[0]!.sin().sum(), [x, y]);
    return [distances, ...grads, ...second] as Tensor[];
  });
  byProduct!.forEach((x, i) => assert(x.allclose(directly![i]!, { atol: 1e-4, rtol: 1e-3 })));
});

Deno.test("chains are multiplied in the cheapest order", () => {
  // In the other order, each would make a matrix of ten billion elements.
  const [row, column] = [ones(1, 100_000), ones(100_000, 1)];
  assertEquals(linalg.multiDot([row, column, row]).shape, [1, 100_000]);
  assertEquals(linalg.multiDot([column, row, column]).shape, [100_000, 1]);
});

Deno.test("arguments of the wrong kind are named as PyTorch names them", () => {
  const x = eye(2);
  assertRefused([
    [() => linalg.svd(wrong(3)), TypeError, "linalg_svd(): argument 'A' must be Tensor, not int"],
    [
      () => linalg.vectorNorm(x, wrong("fro")),
      TypeError,
      "linalg_vector_norm(): argument 'ord' (position 2) must be Number, not str",
    ],
    [
      () => linalg.solveTriangular(x, x, wrong({})),
      TypeError,
      'linalg_solve_triangular() missing 1 required positional arguments: "upper"',
    ],
    [
      () => linalg.multiDot(wrong(x)),
      TypeError,
      "linalg_multi_dot(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor",
    ],
    [() => hibana.chainMatmul(), RuntimeError, "chain_matmul(): Expected one or more matrices"],
    [
      () => x.slogdet().sign.matmul(wrong(null)),
      TypeError,
      "matmul(): argument 'other' must be Tensor, not NoneType",
    ],
  ]);
});

// PyTorch has no second derivative of pdist.
Deno.test("points that coincide keep second derivatives of distances free of NaN", () => {
  const values = [[0.5, 1, 2], [0.5, 1, 2], [1.5, 1, 0.25]];
  const second = (distance: (x: Tensor) => Tensor) => {
    const x = tensor(values, { dtype: "float64", requiresGrad: true });
    const [slopes] = autograd.grad([distance(x).square().sum()], [x], { createGraph: true });
    return autograd.grad([slopes!.square().sum()], [x])[0]!;
  };
  for (const p of [0.5, 1, 1.5, 2, 3, Infinity]) {
    assert(second((x) => hibana.pdist(x, p)).isfinite().all().item(), `pdist ${p}`);
    assert(second((x) => hibana.cdist(x, x, p)).isfinite().all().item(), `cdist ${p}`);
  }
  const computeMode = "use_mm_for_euclid_dist";
  assert(second((x) => hibana.cdist(x, x, 2, { computeMode })).isfinite().all().item());
});

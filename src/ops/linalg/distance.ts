/**
 * Distances between all pairs of points, of two sets or of one.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { isFloating, scalarTypeName } from "../../tensor/dtype.ts";
import { broadcastShapes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { requireTensors } from "../devices.ts";
import { amax } from "../extremes.ts";
import { matmul } from "../matmul.ts";
import { at } from "../index.ts";
import { pointwise } from "../pointwise.ts";
import { sum } from "../reduce.ts";
import { broadcastTo } from "../view.ts";
import { triuIndices } from "../triangles.ts";
import { turned } from "./triangular.ts";

/** Whether Euclidean distances may come from a product of matrices, which is faster and less exact. */
export type ComputeMode =
  | "use_mm_for_euclid_dist_if_necessary"
  | "use_mm_for_euclid_dist"
  | "donot_use_mm_for_euclid_dist";

const MODES: readonly string[] = [
  "use_mm_for_euclid_dist_if_necessary",
  "use_mm_for_euclid_dist",
  "donot_use_mm_for_euclid_dist",
];

/** Options of distances. */
export interface CdistOptions {
  /** When to use a product of matrices for p = 2. Default: with more than 25 points on a side. */
  computeMode?: ComputeMode;
}

/** Up to so many points on both sides, differences are taken one by one. */
const FEW = 25;

/**
 * The distances between all pairs of points, one of each set.
 *
 * @param x1 [..., P, M], floating point
 * @param x2 [..., R, M] of the same dtype; batches broadcast
 * @param p the order of the norm of the difference (2)
 * @param options `computeMode`
 * @returns [..., P, R]
 * @throws {RuntimeError} `X1 and X2 must have the same number of columns. X1: 3 X2: 2`
 *
 * @example
 * ```ts
 * import { cdist, tensor } from "@hibana/hibana";
 *
 * console.log(cdist(tensor([[0, 0], [3, 0]]), tensor([[0, 4]])).toArray()); // [[4], [5]]
 * ```
 */
export function cdist(x1: Tensor, x2: Tensor, p = 2, options: CdistOptions = {}): Tensor {
  requireTensors("cdist", { x1, x2 });
  const { computeMode = "use_mm_for_euclid_dist_if_necessary" } = options;
  check(x1, x2, p, computeMode);
  const batch = broadcastShapes(x1.shape.slice(0, -2), x2.shape.slice(0, -2));
  const [a, b] = [x1, x2].map((x) => broadcastTo(x, [...batch, ...x.shape.slice(-2)])) as [
    Tensor,
    Tensor,
  ];
  const isLarge = a.size(-2) > FEW || b.size(-2) > FEW;
  const byProduct = computeMode === "use_mm_for_euclid_dist" ||
    computeMode === "use_mm_for_euclid_dist_if_necessary" && isLarge;
  return p === 2 && byProduct ? euclidean(a, b) : direct(a, b, p);
}

/**
 * The distances between all pairs of points of one set, each pair once: those above the diagonal of
 * {@linkcode cdist}, row by row.
 *
 * @param x [N, M], floating point
 * @param p the order of the norm of the difference (2)
 * @returns [N (N - 1) / 2]
 * @throws {RuntimeError} `pdist only supports 2D tensors, got: 1D`
 *
 * @example
 * ```ts
 * import { pdist, tensor } from "@hibana/hibana";
 *
 * console.log(pdist(tensor([[0, 0], [3, 0], [0, 4]])).toArray()); // [3, 4, 5]
 * ```
 */
export function pdist(x: Tensor, p = 2): Tensor {
  requireTensors("pdist", { x });
  const refuse = (code: string, words: string, fix: string) =>
    new RuntimeError(code, `pdist only supports ${words}`, fix);
  if (x.ndim !== 2) {
    throw refuse("bad-dims", `2D tensors, got: ${x.ndim}D`, "Points are rows.");
  }
  if (!isFloating(x.dtype)) {
    throw refuse("not-floating", "floating-point dtypes", "Convert it first: x.float().");
  }
  if (!(p >= 0)) {
    throw refuse("bad-order", "non-negative p values", "2 is the Euclidean distance.");
  }
  const points = x.shape[0]!;
  const [rows, columns] = triuIndices(points, points, 1, { device: x.device }).unbind();
  return at(cdist(x, x, p, { computeMode: "donot_use_mm_for_euclid_dist" }), [rows!, columns!]);
}

function check(x1: Tensor, x2: Tensor, p: number, mode: string): void {
  const fail = (code: string, message: string, fix: string) => {
    throw new RuntimeError(code, message, fix);
  };
  for (const [i, x] of [x1, x2].entries()) {
    if (x.ndim < 2) {
      fail(
        "bad-dims",
        `cdist only supports at least 2D tensors, X${i + 1} got: ${x.ndim}D`,
        "Points are rows: unsqueeze(0) makes a single point one.",
      );
    }
  }
  if (x1.size(-1) !== x2.size(-1)) {
    fail(
      "shape-mismatch",
      `X1 and X2 must have the same number of columns. X1: ${x1.size(-1)} X2: ${x2.size(-1)}`,
      "Points of both sets have as many coordinates.",
    );
  }
  for (const [i, x] of [x1, x2].entries()) {
    if (isFloating(x.dtype)) continue;
    fail(
      "not-floating",
      `cdist only supports floating-point dtypes, X${i + 1} got: ${scalarTypeName(x.dtype)}`,
      "Convert it first: x.float().",
    );
  }
  if (x1.dtype !== x2.dtype) {
    fail(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(x1.dtype)} but found ${scalarTypeName(x2.dtype)}`,
      `Write x2.to("${x1.dtype}").`,
    );
  }
  if (!(p >= 0)) {
    fail(
      "bad-order",
      "cdist only supports non-negative p values",
      "2 is the Euclidean distance, 1 the sum of differences, Infinity the largest of them.",
    );
  }
  if (!MODES.includes(mode)) {
    throw new ValueError(
      "bad-mode",
      `${mode} is not a valid value for compute_mode`,
      `It is one of ${MODES.join(", ")}.`,
    );
  }
}

/** Euclidean distances from |a|^2 + |b|^2 - 2 a b. */
function euclidean(a: Tensor, b: Tensor): Tensor {
  const output = noGrad(() => {
    const squares = (x: Tensor) => sum(x.square(), -1, { keepdim: true });
    const product = matmul(a, turned(b)).mul(-2);
    return product.add(squares(a)).add(turned(squares(b))).clamp(0).sqrt();
  });
  const ratios = (grad: Tensor) => over(grad, output, output.eq(0));
  const slope = (ratio: Tensor, own: Tensor, other: Tensor) =>
    own.mul(sum(ratio, -1, { keepdim: true })).sub(matmul(ratio, other));
  return record(output, "CdistBackward0", [
    [a, (grad) => slope(ratios(grad), a, b), a, b, output],
    [b, (grad) => slope(turned(ratios(grad)), b, a), a, b, output],
  ]);
}

/** Distances of any order from the differences themselves, [..., P, R, M]. */
function direct(a: Tensor, b: Tensor, p: number): Tensor {
  const difference = () => a.unsqueeze(-2).sub(b.unsqueeze(-3));
  const output = noGrad(() => {
    const sizes = difference().abs();
    if (p === 0) return sum(sizes.ne(0).to(a.dtype), -1);
    if (p === 1) return sum(sizes, -1);
    if (p === 2) return sum(sizes.square(), -1).sqrt();
    if (p !== Infinity) return sum(sizes.pow(p), -1).pow(1 / p);
    return sizes.size(-1) === 0 ? sum(sizes, -1) : amax(sizes, [-1]);
  });
  const slopes = (grad: Tensor) => {
    const [d, length] = [difference(), output.unsqueeze(-1)];
    return grad.unsqueeze(-1).mul(slopesOf(d, length, p));
  };
  return record(output, "CdistBackward0", [
    [a, (grad) => sum(slopes(grad), -2), a, b, output],
    [b, (grad) => sum(slopes(grad), -3).neg(), a, b, output],
  ]);
}

/** The slopes of a distance by its differences; 0 where there is no distance. */
function slopesOf(d: Tensor, length: Tensor, p: number): Tensor {
  if (p === 0) return d.zerosLike();
  if (p === 1) return d.sign();
  // Unlike the largest of several, all differences that reach the distance count in full.
  if (p === Infinity) return d.sign().mul(d.abs().eq(length).to(d.dtype));
  if (p === 2) return over(d, length, length.eq(0));
  const nowhere = length.eq(0);
  const still = pointwise("logicalOr", nowhere, d.eq(0));
  const [size, whole] = [d.abs().maskedFill(still, 1), length.maskedFill(nowhere, 1)];
  return d.sign().mul(size.pow(p - 1)).div(whole.pow(p - 1)).maskedFill(still, 0);
}

/** A quotient, but 0 at some places. Nothing is divided by 0 there: second derivatives would see it. */
function over(x: Tensor, divisor: Tensor, nowhere: Tensor): Tensor {
  return x.div(pointwise("where", nowhere, 1, divisor)).maskedFill(nowhere, 0);
}

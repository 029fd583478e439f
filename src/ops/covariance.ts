/**
 * How variables vary together.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { isFloating, scalarTypeName } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { requireSameDevice } from "./devices.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";

/** Options of {@linkcode cov}. */
export interface CovOptions {
  /** What is taken from the count of observations. Default: 1. */
  correction?: number;
  /** How often each observation was made: whole numbers, one dimension. */
  fweights?: Tensor;
  /** How much each observation counts: floats, one dimension. */
  aweights?: Tensor;
}

/**
 * The covariance matrix of variables: rows are variables, columns observations.
 *
 * @param x [variables, observations], or one variable
 * @param options `correction` (1), `fweights`, `aweights`; weights are read back, to say no to negative ones
 * @returns [variables, variables]; of one variable its variance
 *
 * @example
 * ```ts
 * import { cov, tensor } from "@hibana/hibana";
 *
 * console.log(cov(tensor([[0, 1, 2], [2, 1, 0]])).toArray()); // [[1, -1], [-1, 1]]
 * ```
 */
export function cov(x: Tensor, options: CovOptions = {}): Tensor {
  const { correction = 1, fweights, aweights } = options;
  checkVariables("cov", x);
  if (x.dtype === "bool") {
    fail("dtype-refused", "cov(): bool dtype is not supported for input", "Write x.int().");
  }
  const rows = x.ndim < 2 ? x.reshape([1, x.numel]) : x;
  if (fweights !== undefined) checkWeights("fweights", rows, fweights);
  if (aweights !== undefined) checkWeights("aweights", rows, aweights);
  const weights = fweights === undefined || aweights === undefined
    ? fweights ?? aweights
    : fweights.mul(aweights);
  const total = weights === undefined ? rows.shape[1]! : sum(weights);
  if (typeof total === "object" && total.device.type !== "meta" && total.item() === 0) {
    fail(
      "bad-weights",
      "cov(): weights sum to zero, can't be normalized",
      "Some observation must count.",
    );
  }
  const weighted = (values: Tensor): Tensor => weights === undefined ? values : values.mul(weights);
  const centred = rows.sub(sum(weighted(rows), 1, { keepdim: true }).div(total));
  const products = matmul(centred, weighted(centred).T);
  return products.div(freedom(total, correction, weights, aweights)).squeeze();
}

/** What the sums of products are divided by: not less than nothing. */
function freedom(
  total: Tensor | number,
  correction: number,
  weights: Tensor | undefined,
  aweights: Tensor | undefined,
): Tensor | number {
  if (typeof total === "number") return Math.max(total - correction, 0);
  if (weights === undefined || aweights === undefined || correction === 0) {
    return total.sub(correction).clamp(0, null);
  }
  return total.sub(sum(weights.mul(aweights)).div(total).mul(correction)).clamp(0, null);
}

/**
 * The correlation coefficients of variables: rows are variables, columns observations.
 *
 * @param x [variables, observations], or one variable
 * @returns [variables, variables], between -1 and 1
 *
 * @example
 * ```ts
 * import { corrcoef, tensor } from "@hibana/hibana";
 *
 * console.log(corrcoef(tensor([[0, 1, 2], [4, 2, 0]])).toArray()); // [[1, -1], [-1, 1]]
 * ```
 */
export function corrcoef(x: Tensor): Tensor {
  checkVariables("corrcoef", x);
  const c = cov(x);
  if (c.ndim === 0) return c.div(c);
  const deviations = c.diagonal().sqrt();
  return c.div(deviations.unsqueeze(1)).div(deviations).clamp(-1, 1);
}

function checkVariables(name: string, x: Tensor): void {
  if (x.ndim <= 2) return;
  fail(
    "bad-dims",
    `${name}(): expected input to have two or fewer dimensions but got an input with ${x.ndim} dimensions`,
    "Rows are variables, columns observations: reshape() to [variables, observations].",
  );
}

function checkWeights(name: "fweights" | "aweights", rows: Tensor, weights: Tensor): void {
  requireSameDevice("cov", rows, weights);
  const integral = name === "fweights";
  if (weights.ndim > 1) {
    fail(
      "bad-dims",
      `cov(): expected ${name} to have one or fewer dimensions but got ${name} with ${weights.ndim} dimensions`,
      "There is one weight for each observation.",
    );
  }
  if (isFloating(weights.dtype) === integral || weights.dtype === "bool") {
    fail(
      "dtype-mismatch",
      `cov(): expected ${name} to have ${
        integral ? "integral" : "floating point"
      } dtype but got ${name} with ${scalarTypeName(weights.dtype)} dtype`,
      integral ? "fweights count, aweights are fractions." : "Write aweights.float().",
    );
  }
  if (weights.numel !== rows.shape[1]) {
    fail(
      "shape-mismatch",
      `cov(): expected ${name} to have the same numel as there are observations in the input but got ${weights.numel} != ${
        rows.shape[1]
      }`,
      "There is one weight for each observation, which is a column.",
    );
  }
  if (weights.device.type !== "meta" && weights.lt(0).any().item() === true) {
    fail("bad-weights", `cov(): ${name} cannot be negative`, "Weights are 0 or more.");
  }
}

function fail(code: string, message: string, fix: string): never {
  throw new RuntimeError(code, message, fix);
}

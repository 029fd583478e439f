/**
 * Differences of neighbours, and integrals by the trapezoidal rule.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { checkWhole, normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { cat } from "./join.ts";
import { cumsum } from "./scan.ts";
import { sum } from "./reduce.ts";
import { narrow } from "./view.ts";

/** Options of {@linkcode diff}. */
export interface DiffOptions {
  /** What to put in front of the tensor, along the dimension. */
  prepend?: Tensor;
  /** What to put behind the tensor, along the dimension. */
  append?: Tensor;
}

/**
 * Each element minus the one before it along a dimension, n times over; of truth values, whether they
 * differ.
 *
 * @param x at least one dimension
 * @param n how often
 * @param dim the dimension
 * @param options `prepend`, `append`: tensors to join with x first
 *
 * @example
 * ```ts
 * import { diff, tensor } from "@hibana/hibana";
 *
 * console.log(diff(tensor([1, 4, 9])).toArray()); // [3, 5]
 * ```
 */
export function diff(x: Tensor, n = 1, dim = -1, options: DiffOptions = {}): Tensor {
  checkWhole("diff(): argument 'n'", n);
  if (x.ndim === 0) {
    throw new RuntimeError(
      "bad-dims",
      "diff expects input to be at least one-dimensional",
      "A single number has no neighbours.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const { prepend, append } = options;
  for (const end of [prepend, append]) if (end !== undefined) checkEnd(x, end, d);
  if (n === 0) return x.clone();
  const ends = prepend !== undefined || append !== undefined;
  const joined = [prepend, x, append].filter((part) => part !== undefined);
  let result = ends ? cat(joined, d) : x;
  for (let i = Math.min(n, result.shape[d]!); i > 0; i--) {
    const [left, right] = neighbours(result, d);
    result = result.dtype === "bool" ? right.logicalXor(left) : right.sub(left);
  }
  return result;
}

function checkEnd(x: Tensor, end: Tensor, dim: number): void {
  if (end.ndim !== x.ndim) {
    throw new RuntimeError(
      "bad-dims",
      "diff expects prepend or append to be the same dimension as input",
      `They have ${end.ndim} and ${x.ndim} dimensions: unsqueeze() adds one.`,
    );
  }
  const other = x.shape.findIndex((size, d) => d !== dim && size !== end.shape[d]);
  if (other < 0) return;
  throw new RuntimeError(
    "shape-mismatch",
    `diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; input.size(${other}) = ${
      x.shape[other]
    }, but got tensor.size(${other}) = ${end.shape[other]}`,
    "They are joined by cat(): only one dimension may differ.",
  );
}

/** All elements but the last along a dimension, and all but the first. */
function neighbours(x: Tensor, dim: number): [left: Tensor, right: Tensor] {
  const n = x.shape[dim]!;
  const pairs = Math.max(n - 1, 0);
  return [narrow(x, dim, 0, pairs), narrow(x, dim, Math.min(n, 1), pairs)];
}

/** Options of integrals. */
export interface TrapezoidOptions {
  /** The distance between samples, where no positions are given. Default: 1. */
  dx?: number;
  /** The dimension. Default: the last. */
  dim?: number;
}

/**
 * The integral of samples along a dimension, by the trapezoidal rule.
 *
 * @param y the samples
 * @param x where they were taken: as many as the dimension has, or a shape that broadcasts; null for evenly
 * @param options `dx` (1), the distance where there is no x; `dim` (-1)
 *
 * @example
 * ```ts
 * import { tensor, trapezoid } from "@hibana/hibana";
 *
 * console.log(trapezoid(tensor([1, 5, 10])).item()); // 10.5
 * ```
 */
export function trapezoid(y: Tensor, x?: Tensor | null, options: TrapezoidOptions = {}): Tensor {
  const { dx = 1, dim = -1 } = options;
  const n = y.size(dim);
  const d = normalizeDim(dim, y.ndim);
  if (n === 0) return noGrad(() => sum(y, d).to(y.dtype));
  if (x !== undefined && x !== null) {
    const width = distances("trapezoid", y, x, d, options);
    const [left, right] = neighbours(y, d);
    return sum(left.add(right).mul(width), d).div(2);
  }
  checkSamples("trapezoid", y, dx);
  const ends = y.select(d, 0).add(y.select(d, -1)).mul(0.5);
  return sum(y, d).sub(ends).mul(dx);
}

/**
 * The integral of samples up to each of them but the first, by the trapezoidal rule.
 *
 * @param y the samples
 * @param x where they were taken: as many as the dimension has, or a shape that broadcasts; null for evenly
 * @param options `dx` (1), the distance where there is no x; `dim` (-1)
 *
 * @example
 * ```ts
 * import { cumulativeTrapezoid, tensor } from "@hibana/hibana";
 *
 * console.log(cumulativeTrapezoid(tensor([1, 5, 10])).toArray()); // [3, 10.5]
 * ```
 */
export function cumulativeTrapezoid(
  y: Tensor,
  x?: Tensor | null,
  options: TrapezoidOptions = {},
): Tensor {
  const { dx = 1, dim = -1 } = options;
  const d = normalizeDim(dim, y.ndim);
  if (x !== undefined && x !== null) {
    const width = distances("cumulative_trapezoid", y, x, d, options);
    const [left, right] = neighbours(y, d);
    return cumsum(left.add(right).mul(width), d).div(2);
  }
  checkSamples("cumulative_trapezoid", y, dx);
  if (y.ndim === 0) {
    throw new IndexError(
      "zero-dim",
      "slice() cannot be applied to a 0-dim tensor.",
      "There is nothing between one sample and itself.",
    );
  }
  const [left, right] = neighbours(y, d);
  return cumsum(left.add(right).mul(dx / 2), d);
}

function checkSamples(name: string, y: Tensor, dx: number): void {
  if (typeof dx !== "number") {
    throw new RuntimeError(
      "bad-argument",
      `${name}: Currently, we only support dx as a real number.`,
      "Positions go second: give them as a tensor.",
    );
  }
  if (y.dtype !== "bool") return;
  throw new RuntimeError(
    "dtype-refused",
    `${name}: received a bool input for \`y\`, but bool is not supported`,
    "Write y.int().",
  );
}

/** How far the positions of samples lie apart, at a shape that goes with the pairs of samples. */
function distances(
  name: string,
  y: Tensor,
  x: Tensor,
  dim: number,
  { dx }: TrapezoidOptions,
): Tensor {
  if (dx !== undefined) {
    throw new TypeError(
      `${name}(): x and dx both say how far samples lie apart\nGive one of them.`,
    );
  }
  if (y.dtype === "bool" || x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      `${name}: received a bool input for \`x\` or \`y\`, but bool is not supported`,
      "Write y.int() and x.int().",
    );
  }
  if (x.ndim === 1 && x.numel !== y.shape[dim]) {
    throw new RuntimeError(
      "shape-mismatch",
      `${name}: There must be one \`x\` value for each sample point`,
      `There are ${x.numel} positions for ${y.shape[dim]} samples.`,
    );
  }
  const lead = new Array<number>(Math.max(y.ndim - x.ndim, 0)).fill(1);
  const shape = x.ndim === 1
    ? y.shape.map((_, d) => d === dim ? x.numel : 1)
    : [...lead, ...x.shape];
  const [left, right] = neighbours(x.reshape(shape), dim);
  return right.sub(left);
}

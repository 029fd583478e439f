/**
 * Variances, norms and the logarithm of summed exponentials.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { isFloating } from "../tensor/dtype.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { amax, amin } from "./extremes.ts";
import { mean, sum } from "./reduce.ts";
import {
  type Dims,
  dimsOf,
  type ReduceOptions,
  reshaped,
  resultShape,
  unreduced,
} from "./reduction.ts";

/** Options of variances and standard deviations. */
export interface VarOptions extends ReduceOptions {
  /** What is taken from the count: 1 (the default) for the unbiased estimate, 0 for the biased one. */
  correction?: number;
}

/** The variance, with Bessel's correction unless told otherwise. */
export function variance(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  const { output, gradient } = spread(x, dims, options);
  return record(output, "VarBackward0", [[x, gradient, x]]);
}

/** The standard deviation, the square root of {@linkcode variance}; its gradient at 0 is 0. */
export function std(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  const { output: square, gradient } = spread(x, dims, options);
  const output = noGrad(() => square.sqrt());
  return record(output, "StdBackward0", [
    [x, (grad) => gradient(grad.div(output.mul(2)).maskedFill(output.eq(0), 0)), x, output],
  ]);
}

/** The variance off the tape, and how its gradient becomes that of x. */
function spread(
  x: Tensor,
  dims: Dims,
  options: VarOptions,
): { output: Tensor; gradient: (grad: Tensor) => Tensor } {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      "std and var only support floating point and complex dtypes",
      "Convert it first: x.float().",
    );
  }
  const list = dimsOf(x, dims);
  const count = sizeOf(list.map((d) => x.shape[d]!));
  const freedom = Math.max(count - (options.correction ?? 1), 0);
  const deviation = () => x.sub(mean(x, list, { keepdim: true }));
  const output = noGrad(() =>
    sum(deviation().square(), list, { keepdim: options.keepdim }).div(freedom)
  );
  const gradient = (grad: Tensor) =>
    unreduced(grad, x.shape, list).mul(deviation()).mul(2 / freedom);
  return { output, gradient };
}

/** log(sum(exp(x))), shifted by the largest element so that nothing overflows. */
export function logsumexp(x: Tensor, dims: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  const output = noGrad(() => {
    if (x.numel === 0) return sum(x.exp(), list, options).log();
    const peak = amax(x, list, { keepdim: true });
    // Where all elements are -inf (or one is inf) there is nothing to shift by.
    const shift = peak.maskedFill(peak.isfinite().logicalNot(), 0);
    return reshaped(
      x.sub(shift).exp().sum(list, { keepdim: true }).log().add(shift),
      resultShape(x.shape, list, options.keepdim),
    );
  });
  return record(output, "LogsumexpBackward0", [
    [
      x,
      (grad) => {
        const total = unreduced(output, x.shape, list);
        return unreduced(grad, x.shape, list).mul(x.sub(total).exp());
      },
      x,
      output,
    ],
  ]);
}

/** The norm of order 2 unless told otherwise; its gradient at 0 is 0. */
export function norm(x: Tensor, p: number = 2, dims?: Dims, options: ReduceOptions = {}): Tensor {
  const list = dimsOf(x, dims);
  if (p === Infinity) return amax(x.abs(), list, options);
  if (p === -Infinity) return amin(x.abs(), list, options);
  if (p === 0) {
    const count = sum(x.ne(0).to(x.dtype), list, options);
    return record(count, "NormBackward1", [[x, () => null]]);
  }
  const output = noGrad(() => {
    const powers = p === 2 ? x.square() : x.abs().pow(p);
    const total = sum(powers, list, options);
    return p === 2 ? total.sqrt() : total.pow(1 / p);
  });
  return record(output, "NormBackward1", [
    [
      x,
      (grad) => {
        const length = unreduced(output, x.shape, list);
        const slopes = p === 2
          ? x.div(length)
          : x.sign().mul(x.abs().pow(p - 1)).div(length.pow(p - 1));
        return unreduced(grad, x.shape, list).mul(slopes.maskedFill(length.eq(0), 0));
      },
      x,
      output,
    ],
  ]);
}

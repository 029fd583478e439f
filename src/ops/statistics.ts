/**
 * Variances and the logarithm of summed exponentials.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { isFloating } from "../tensor/dtype.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { amax } from "./extremes.ts";
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
  /** The same as a truth value: true for a correction of 1, false for 0. */
  unbiased?: boolean;
}

/** The variance, with Bessel's correction unless told otherwise. */
export function variance(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  return varianceOf("std and var", x, dims, options);
}

/** The standard deviation, the square root of {@linkcode variance}; its gradient at 0 is 0. */
export function std(x: Tensor, dims?: Dims, options: VarOptions = {}): Tensor {
  return stdOf("std and var", x, dims, options);
}

/** The variance and the mean. */
export function varMean(x: Tensor, dims?: Dims, options: VarOptions = {}): [Tensor, Tensor] {
  return [varianceOf("var_mean", x, dims, options), mean(x, dims, { keepdim: options.keepdim })];
}

/** The standard deviation and the mean. */
export function stdMean(x: Tensor, dims?: Dims, options: VarOptions = {}): [Tensor, Tensor] {
  return [stdOf("std_mean", x, dims, options), mean(x, dims, { keepdim: options.keepdim })];
}

function varianceOf(name: string, x: Tensor, dims: Dims, options: VarOptions): Tensor {
  // A float16 has too few digits for squares of deviations.
  if (x.dtype === "float16") return varianceOf(name, x.float(), dims, options).half();
  const { output, gradient } = spread(name, x, dims, options);
  return record(output, "VarBackward0", [[x, gradient, x]]);
}

function stdOf(name: string, x: Tensor, dims: Dims, options: VarOptions): Tensor {
  if (x.dtype === "float16") return stdOf(name, x.float(), dims, options).half();
  const { output: square, gradient } = spread(name, x, dims, options);
  const output = noGrad(() => square.sqrt());
  return record(output, "StdBackward0", [
    [x, (grad) => gradient(grad.div(output.mul(2)).maskedFill(output.eq(0), 0)), x, output],
  ]);
}

/** What is taken from the count. */
function correctionOf(name: string, { correction, unbiased }: VarOptions): number {
  if (correction !== undefined && unbiased !== undefined) {
    throw new TypeError(
      `${name}(): correction and unbiased say the same thing\nGive one of them: { correction: ${
        Number(unbiased)
      } }.`,
    );
  }
  return correction ?? Number(unbiased ?? true);
}

/** The variance off the tape, and how its gradient becomes that of x. */
function spread(
  name: string,
  x: Tensor,
  dims: Dims,
  options: VarOptions,
): { output: Tensor; gradient: (grad: Tensor) => Tensor } {
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `${name} only support floating point and complex dtypes`,
      "Convert it first: x.float().",
    );
  }
  const list = dimsOf(x, dims);
  const count = sizeOf(list.map((d) => x.shape[d]!));
  const freedom = count - correctionOf(name, options);
  const deviation = () => x.sub(mean(x, list, { keepdim: true }));
  const output = noGrad(() =>
    sum(deviation().square(), list, { keepdim: options.keepdim }).div(Math.max(freedom, 0))
  );
  const gradient = (grad: Tensor) =>
    unreduced(grad, x.shape, list).mul(deviation()).mul(2 / freedom);
  return { output, gradient };
}

/** log(sum(exp(x))), shifted by the largest element so that nothing overflows. */
export function logsumexp(x: Tensor, dims: Dims, options: ReduceOptions = {}): Tensor {
  if (!isFloating(x.dtype)) return logsumexp(x.float(), dims, options);
  if (x.dtype === "float16") return logsumexp(x.float(), dims, options).half();
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

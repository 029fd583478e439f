/**
 * Taking the mean and dividing by the deviation: what the normalizations have in common.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";

/** Values with mean 0 and deviation 1, and what they were made with. */
export interface Standardized {
  readonly normalized: Tensor;
  /** One over the deviation. */
  readonly scale: Tensor;
  readonly mean: Tensor;
  /** The biased variance. */
  readonly variance: Tensor;
}

/** Takes the mean over some dimensions, and divides by the (biased) deviation. */
export function standardize(x: Tensor, dims: readonly number[], eps: number): Standardized {
  const from = wide(x);
  const mean = from.mean(dims, { keepdim: true });
  const centred = from.sub(mean);
  const variance = centred.square().mean(dims, { keepdim: true });
  const scale = variance.add(eps).rsqrt();
  return { normalized: centred.mul(scale), scale, mean, variance };
}

/** The gradient of what was standardized, from that of the result: mean and deviation move along. */
export function standardizedSlope(
  grad: Tensor,
  { normalized, scale }: Standardized,
  dims: readonly number[],
): Tensor {
  const mean = grad.mean(dims, { keepdim: true });
  const along = grad.mul(normalized).mean(dims, { keepdim: true });
  return grad.sub(mean).sub(normalized.mul(along)).mul(scale);
}

/** float16 is too narrow for sums of squares: those are computed in float32, as in PyTorch. */
export function wide(x: Tensor): Tensor {
  return x.dtype === "float16" ? x.float() : x;
}

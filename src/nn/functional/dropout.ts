/**
 * Dropout: setting elements, or whole channels, to 0 at random.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { FillOptions } from "../../random/sample.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Options of dropout. */
export interface DropoutOptions extends FillOptions {
  /** Whether elements are dropped at all. Default: true. */
  training?: boolean;
}

/** Checks a probability of dropout. */
export function checkProbability(p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new ValueError(
    "bad-probability",
    `dropout probability has to be between 0 and 1, but got ${p}`,
    "It is the probability with which an element becomes 0: 0.1, say.",
  );
}

/**
 * Sets elements to 0 with probability p, and divides the others by 1 - p so that the mean stays.
 *
 * @param x any shape, floating point
 * @param p the probability with which an element is dropped
 * @param options `training` (false leaves x as it is), `generator`
 * @throws {ValueError} `dropout probability has to be between 0 and 1, but got 2`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.dropout(ones(3), 0.5, { training: false }).toArray()); // [1, 1, 1]
 * ```
 */
export function dropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  checkProbability(p);
  if (options.training === false || p === 0 || x.numel === 0) return x;
  if (p === 1) return x.mul(x.detach().zerosLike());
  // Drawn in logical order whatever the layout of x, as PyTorch does.
  const kept = x.detach().zerosLike().bernoulli_(1 - p, options).div_(1 - p);
  return x.mul(kept);
}

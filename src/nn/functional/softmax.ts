/**
 * Softmax and its relatives.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import type { SoftmaxOptions } from "../../ops/softmax.ts";
import { exponentialInPlace, type FillOptions } from "../../random/sample.ts";
import { emptyTensor } from "../../tensor/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * exp(x) divided by its sum along a dimension.
 *
 * @param x any shape, floating point
 * @param dim the dimension whose entries add up to 1
 * @param options `dtype` to convert to first
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.softmax(tensor([0, 0]), -1).toArray()); // [0.5, 0.5]
 * ```
 */
export function softmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return x.softmax(dim, options);
}

/**
 * The logarithm of softmax, accurate where softmax is near 0.
 *
 * @param x any shape, floating point
 * @param dim the dimension
 * @param options `dtype` to convert to first
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.logSoftmax(tensor([0, 0]), -1).toString()); // tensor([-0.6931, -0.6931])
 * ```
 */
export function logSoftmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return x.logSoftmax(dim, options);
}

/**
 * softmax of -x: the smallest entries weigh most.
 *
 * @param x any shape, floating point
 * @param dim the dimension whose entries add up to 1
 * @param options `dtype` to convert to first
 */
export function softmin(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return x.neg().softmax(dim, options);
}

/** Options of {@linkcode gumbelSoftmax}. */
export interface GumbelSoftmaxOptions extends FillOptions {
  /** Whether the result is one-hot, with the gradient of the soft one. Default: false. */
  hard?: boolean;
  /** The dimension whose entries add up to 1. Default: -1. */
  dim?: number;
}

/**
 * Draws from the distributions that scores stand for, in a way that gradients pass: softmax of scores
 * with Gumbel noise.
 *
 * @param logits scores (logarithms of probabilities, up to a constant), any shape, floating point
 * @param tau the temperature: the lower, the nearer to one-hot
 * @param options `hard`, `dim`, `generator`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const sample = nn.functional.gumbelSoftmax(tensor([0, 100, 0]), 1, { hard: true });
 * console.log(sample.toArray()); // [0, 1, 0]
 * ```
 */
export function gumbelSoftmax(
  logits: Tensor,
  tau = 1,
  options: GumbelSoftmaxOptions = {},
): Tensor {
  const { hard = false, dim = -1 } = options;
  const noise = noGrad(() => {
    const drawn = emptyTensor(logits.shape, logits.dtype, logits.device);
    return exponentialInPlace(drawn, 1, options).log().neg();
  });
  const soft = logits.add(noise).div(tau).softmax(dim);
  if (!hard) return soft;
  const top = soft.detach().max(dim, { keepdim: true }).indices;
  const oneHot = soft.detach().zerosLike().scatter(dim, top, 1);
  return oneHot.sub(soft.detach()).add(soft);
}

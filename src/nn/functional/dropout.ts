/**
 * Dropout: setting elements, or whole channels, to 0 at random.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import { zeros } from "../../ops/make.ts";
import type { FillOptions } from "../../random/sample.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Options of dropout. */
export interface DropoutOptions extends FillOptions {
  /**
   * Whether anything is dropped at all. Default: true; for {@linkcode alphaDropout} and
   * {@linkcode featureAlphaDropout} false, as in PyTorch.
   */
  training?: boolean;
  /** Whether the result overwrites the input. Default: false. */
  inplace?: boolean;
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

/** What comes after drawing: how the ones of what stays, and the zeros, change x. */
type Effect = (x: Tensor, kept: Tensor, p: number, inplace: boolean) => Tensor;

function times(x: Tensor, factor: Tensor, inplace: boolean): Tensor {
  return inplace ? x.mul_(factor) : x.mul(factor);
}

/** What stays is divided by 1 - p, so that the mean stays, too. */
const scale: Effect = (x, kept, p, inplace) => times(x, kept.div_(1 - p), inplace);

/** What is dropped becomes selu's lowest value; then all is shifted so that mean and variance stay. */
const saturate: Effect = (x, kept, p, inplace) => {
  const lowest = 1.7580993408473766;
  const factor = 1 / Math.sqrt((lowest * lowest * p + 1) * (1 - p));
  const shift = kept.sub(1).mul_(lowest * factor).add_(lowest * factor * p);
  const scaled = times(x, kept.mul_(factor), inplace);
  return inplace ? scaled.add_(shift) : scaled.add(shift);
};

/** Draws what stays at a shape that broadcasts to that of x, in logical order whatever x's layout. */
function drop(
  x: Tensor,
  p: number,
  { training, inplace = false, generator }: DropoutOptions,
  effect: Effect,
  shape: (x: Tensor) => Shape,
): Tensor {
  checkProbability(p);
  if (training === false || p === 0 || x.numel === 0) return x;
  const kept = zeros([...shape(x)], { dtype: x.dtype, device: x.device });
  if (p === 1) return times(x, kept, inplace);
  return effect(x, kept.bernoulli_(1 - p, { generator }), p, inplace);
}

function elements(x: Tensor): Shape {
  return x.shape;
}

function channels(x: Tensor): Shape {
  if (x.ndim >= 2) return x.shape.map((n, d) => d < 2 ? n : 1);
  throw new RuntimeError(
    "bad-dims",
    "Feature dropout requires at least 2 dimensions in the input",
    "Channels are dimension 1: inputs are [N, C, ...].",
  );
}

/**
 * Sets elements to 0 with probability p, and divides the others by 1 - p so that the mean stays.
 *
 * @param x any shape, floating point
 * @param p the probability with which an element is dropped
 * @param options `training` (false leaves x as it is), `inplace`, `generator`
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
  return drop(x, p, options, scale, elements);
}

/**
 * Sets elements to the lowest value of selu with probability p, and scales and shifts all so that mean
 * 0 and variance 1 stay as they are.
 *
 * @param x any shape, floating point
 * @param p the probability with which an element is dropped
 * @param options `training` (default: false), `inplace`, `generator`
 * @throws {ValueError} `dropout probability has to be between 0 and 1, but got 2`
 */
export function alphaDropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, { training: false, ...options }, saturate, elements);
}

/**
 * {@linkcode alphaDropout} of whole channels.
 *
 * @param x [N, C, ...], floating point
 * @param p the probability with which a channel is dropped
 * @param options `training` (default: false), `inplace`, `generator`
 * @throws {RuntimeError} `Feature dropout requires at least 2 dimensions in the input`
 */
export function featureAlphaDropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, { training: false, ...options }, saturate, channels);
}

/** Dropout of whole channels of [C, ...], by way of a batch of one. */
function dropUnbatched(x: Tensor, p: number, options: DropoutOptions): Tensor {
  const dropped = drop(x.unsqueeze(0), p, options, scale, channels);
  return options.inplace === true ? x : dropped.squeeze(0);
}

/**
 * Sets whole channels to 0 with probability p, and divides the others by 1 - p.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param p the probability with which a channel is dropped
 * @param options `training` (false leaves x as it is), `inplace`, `generator`
 * @throws {RuntimeError} for inputs of another number of dimensions
 *
 * @example
 * ```ts
 * import { manualSeed, nn, ones } from "@hibana/hibana";
 *
 * manualSeed(123);
 * console.log(nn.functional.dropout1d(ones(3, 2)).toArray()); // [[2, 2], [2, 2], [0, 0]]
 * ```
 */
export function dropout1d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  checkProbability(p);
  if (x.ndim === 2) return dropUnbatched(x, p, options);
  if (x.ndim === 3) return drop(x, p, options, scale, channels);
  throw new RuntimeError(
    "bad-dims",
    `dropout1d: Expected 2D or 3D input, but received a ${x.ndim}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
    "Inputs are [N, C, L] or [C, L].",
  );
}

/**
 * Sets whole channels to 0 with probability p, and divides the others by 1 - p. As in PyTorch, three
 * dimensions are [N, C, L].
 *
 * @param x [N, C, H, W], floating point
 * @param p the probability with which a channel is dropped
 * @param options `training` (false leaves x as it is), `inplace`, `generator`
 * @throws {RuntimeError} `Feature dropout requires at least 2 dimensions in the input`
 */
export function dropout2d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return drop(x, p, options, scale, channels);
}

/**
 * Sets whole channels to 0 with probability p, and divides the others by 1 - p.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W], floating point
 * @param p the probability with which a channel is dropped
 * @param options `training` (false leaves x as it is), `inplace`, `generator`
 */
export function dropout3d(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return x.ndim === 5 ? drop(x, p, options, scale, channels) : dropUnbatched(x, p, options);
}

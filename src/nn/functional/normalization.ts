/**
 * Normalization by statistics of rows or of channels, as functions.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape, normalizeDim, sameShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Values with mean 0 and deviation 1, and what they were made with. */
interface Standardized {
  readonly normalized: Tensor;
  /** One over the deviation. */
  readonly scale: Tensor;
  readonly mean: Tensor;
  /** The biased variance. */
  readonly variance: Tensor;
}

/** Takes the mean over some dimensions, and divides by the (biased) deviation. */
function standardize(x: Tensor, dims: readonly number[], eps: number): Standardized {
  const from = wide(x);
  const mean = from.mean(dims, { keepdim: true });
  const centred = from.sub(mean);
  const variance = centred.square().mean(dims, { keepdim: true });
  const scale = variance.add(eps).rsqrt();
  return { normalized: centred.mul(scale), scale, mean, variance };
}

/** The gradient of what was standardized, from that of the result: mean and deviation move along. */
function standardizedSlope(
  grad: Tensor,
  { normalized, scale }: Standardized,
  dims: readonly number[],
): Tensor {
  const mean = grad.mean(dims, { keepdim: true });
  const along = grad.mul(normalized).mean(dims, { keepdim: true });
  return grad.sub(mean).sub(normalized.mul(along)).mul(scale);
}

/** float16 is too narrow for sums of squares: those are computed in float32, as in PyTorch. */
function wide(x: Tensor): Tensor {
  return x.dtype === "float16" ? x.float() : x;
}

/** Options of layer normalization. */
export interface LayerNormOptions {
  /** Multiplies the normalized values, of the normalized shape. */
  weight?: Tensor | null;
  /** Is added to them, of the normalized shape. */
  bias?: Tensor | null;
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
}

/**
 * Takes the mean from x and divides by its (biased) standard deviation, over the trailing dimensions.
 *
 * @param x [..., ...normalizedShape]
 * @param normalizedShape the trailing dimensions
 * @param options `weight`, `bias`, `eps`
 * @throws {RuntimeError} `Given normalized_shape=[4], expected input with shape [*, 4], but got input
 * of size[2, 3]`, and for a weight or bias of another shape or dtype
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.layerNorm(tensor([1, 3]), [2]).toString()); // tensor([-1.0000,  1.0000])
 * ```
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: LayerNormOptions = {},
): Tensor {
  checkLayerNorm(x, normalizedShape, options);
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const rank = normalizedShape.length;
  const dims = Array.from({ length: rank }, (_, i) => i - rank);
  const normalize = () => standardize(x, dims, eps);
  const output = noGrad(() => {
    const { normalized } = normalize();
    const scaled = weight === null ? normalized : normalized.mul(weight);
    return (bias === null ? scaled : scaled.add(bias)).to(x.dtype);
  });
  const lead = Array.from({ length: x.ndim - rank }, (_, d) => d);
  const overRows = (grad: Tensor) => lead.length === 0 ? grad : grad.sum(lead);
  return record(output, "NativeLayerNormBackward0", [
    [x, (grad) => {
      const weighted = weight === null ? wide(grad) : wide(grad).mul(weight);
      return standardizedSlope(weighted, normalize(), dims);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [weight, (grad: Tensor) => overRows(grad.mul(normalize().normalized)), x] as const,
    ]),
    ...(bias === null ? [] : [[bias, (grad: Tensor) => overRows(wide(grad))] as const]),
  ]);
}

function checkLayerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: LayerNormOptions,
): void {
  const shape = formatShape(normalizedShape);
  const rank = normalizedShape.length;
  if (rank === 0) {
    throw new RuntimeError(
      "bad-dims",
      `Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = ${shape}`,
      "Name the trailing dimensions: [x.size(-1)] for the last.",
    );
  }
  for (const name of ["weight", "bias"] as const) {
    const given = options[name] ?? null;
    if (given === null || sameShape(given.shape, normalizedShape)) continue;
    throw new RuntimeError(
      "shape-mismatch",
      `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${
        formatShape(given.shape)
      } and normalized_shape = ${shape}`,
      `Each normalized element has a ${name} of its own.`,
    );
  }
  const trailing = x.shape.slice(Math.max(x.ndim - rank, 0));
  if (!sameShape(trailing, normalizedShape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Given normalized_shape=${shape}, expected input with shape [*, ${
        normalizedShape.join(", ")
      }], but got input of size${formatShape(x.shape)}`,
      "The last dimensions of the input are those that are normalized: their sizes must agree.",
    );
  }
  for (const given of [options.weight ?? x, options.bias ?? x]) {
    if (given.dtype === x.dtype) continue;
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(given.dtype)}`,
      `Layer normalization does not convert: write x.to("${given.dtype}").`,
    );
  }
}

/** Options of batch normalization. */
export interface BatchNormOptions {
  /** Multiplies the normalized values, [C]. */
  weight?: Tensor | null;
  /** Is added to them, [C]. */
  bias?: Tensor | null;
  /** Whether the batch's own statistics are used, and the running ones updated. Default: false. */
  training?: boolean;
  /** The weight of the batch in the running statistics. Default: 0.1. */
  momentum?: number;
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
}

/**
 * Takes the mean from each channel and divides by its (biased) standard deviation. While training these
 * are the batch's, and the running statistics move towards them, in place: to the mean and to the unbiased
 * variance. Otherwise they are the running ones.
 *
 * @param x [N, C, ...], floating point
 * @param runningMean [C], or null for none while training
 * @param runningVar [C], or null for none while training
 * @param options `weight`, `bias`, `training`, `momentum`, `eps`
 * @throws {ValueError} `Expected more than 1 value per channel when training, got input size
 * torch.Size([1, 2])`
 * @throws {RuntimeError} `running_mean should contain 3 elements not 4`, and where the running statistics
 * are missing; nothing has changed then
 *
 * @example
 * ```ts
 * import { nn, ones, tensor, zeros } from "@hibana/hibana";
 *
 * const mean = zeros(1);
 * const x = tensor([[1], [3]]);
 * const options = { training: true };
 * console.log(nn.functional.batchNorm(x, mean, ones(1), options).flatten().toString()); // tensor([-1.0000,  1.0000])
 * console.log(mean.toString()); // tensor([0.2000])
 * ```
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  options: BatchNormOptions = {},
): Tensor {
  const { weight = null, bias = null, training = false, momentum = 0.1, eps = 1e-5 } = options;
  const channels = x.shape[normalizeDim(1, x.ndim)]!;
  const values = { running_mean: runningMean, running_var: runningVar, weight, bias };
  if (training) requireSeveral(x);
  else requireStatistics(values);
  checkChannels(x, channels, values);

  const dims = x.shape.flatMap((_, d) => d === 1 ? [] : [d]);
  const count = sizeOf(dims.map((d) => x.shape[d]!));
  const perChannel = (values: Tensor) => values.reshape(x.shape.map((n, d) => d === 1 ? n : 1));
  const known = training ? undefined : noGrad(() => ({
    // A copy: training may move the running mean before backward asks for it.
    mean: perChannel(wide(runningMean!).clone()),
    scale: perChannel(wide(runningVar!).add(eps).rsqrt()),
  }));
  const ofBatch = () => standardize(x, dims, eps);
  const normalized = () =>
    known === undefined ? ofBatch().normalized : wide(x).sub(known.mean).mul(known.scale);
  const output = noGrad(() => {
    const batch = known === undefined ? ofBatch() : undefined;
    const standard = batch?.normalized ?? normalized();
    const scaled = weight === null ? standard : standard.mul(perChannel(weight));
    const shifted = (bias === null ? scaled : scaled.add(perChannel(bias))).to(x.dtype);
    if (batch !== undefined && count > 0) {
      track(runningMean, batch.mean.flatten(), momentum);
      track(runningVar, batch.variance.flatten().mul(count / (count - 1)), momentum);
    }
    return shifted;
  });
  return record(output, "NativeBatchNormBackward0", [
    [x, (grad) => {
      const weighted = weight === null ? wide(grad) : wide(grad).mul(perChannel(weight));
      return known === undefined
        ? standardizedSlope(weighted, ofBatch(), dims)
        : weighted.mul(known.scale);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [weight, (grad: Tensor) => wide(grad).mul(normalized()).sum(dims), x] as const,
    ]),
    ...(bias === null ? [] : [[bias, (grad: Tensor) => wide(grad).sum(dims)] as const]),
  ]);
}

function track(running: Tensor | null, ofBatch: Tensor, momentum: number): void {
  running?.mul_(1 - momentum).add_(ofBatch, { alpha: momentum });
}

function requireSeveral(x: Tensor): void {
  if (sizeOf(x.shape.toSpliced(1, 1)) !== 1) return;
  throw new ValueError(
    "too-few-values",
    `Expected more than 1 value per channel when training, got input size torch.Size(${
      formatShape(x.shape)
    })`,
    "One value is its own mean: pass a larger batch, or call eval() to use the running statistics.",
  );
}

/** What a channel has one number of, by PyTorch's names. */
type PerChannel = Readonly<
  Record<"running_mean" | "running_var" | "weight" | "bias", Tensor | null>
>;

function requireStatistics(values: PerChannel): void {
  for (const name of ["running_mean", "running_var"] as const) {
    if (values[name] !== null) continue;
    throw new RuntimeError(
      "no-statistics",
      `${name} must be defined in evaluation mode`,
      "Pass both running statistics, or { training: true } to use the batch's own.",
    );
  }
}

function checkChannels(x: Tensor, channels: number, values: PerChannel): void {
  if (!x.isFloatingPoint()) {
    throw new RuntimeError(
      "dtype-refused",
      `"batch_norm" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float().",
    );
  }
  for (const [name, given] of Object.entries(values)) {
    if (given === null) continue;
    if (given.ndim !== 1 || given.numel !== channels) {
      throw new RuntimeError(
        "shape-mismatch",
        `${name} should contain ${channels} elements not ${given.numel}`,
        `The input has shape ${formatShape(x.shape)}, so ${channels} channels; ${name} has shape ${
          formatShape(given.shape)
        }.`,
      );
    }
    // As PyTorch's GPU does, halves go with statistics in float32.
    if (given.dtype !== x.dtype && !(x.dtype === "float16" && given.dtype === "float32")) {
      throw new RuntimeError(
        "dtype-mismatch",
        `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(given.dtype)}`,
        `Batch normalization does not convert: write x.to("${given.dtype}").`,
      );
    }
    if (name.startsWith("running") && given.requiresGrad) {
      throw new RuntimeError(
        "not-differentiable",
        `The function 'native_batch_norm' is not differentiable with respect to argument '${name}'. This input cannot have requires_grad True.`,
        `Pass ${name}.detach().`,
      );
    }
  }
}

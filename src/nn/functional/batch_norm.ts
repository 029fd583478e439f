/**
 * Normalization of channels, with running statistics, as functions.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape, normalizeDim, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { standardize, standardizedSlope, wide } from "./standardize.ts";

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

/** Options of instance normalization. */
export interface InstanceNormOptions extends Omit<BatchNormOptions, "training"> {
  /**
   * Whether each sample's own statistics are used, and the running ones updated; else the running ones
   * are used. Default: true.
   */
  useInputStats?: boolean;
}

/**
 * Takes the mean from each channel of each sample and divides by its (biased) standard deviation. Running
 * statistics, where there are any, move in place towards the samples' averages.
 *
 * @param x [N, C, ...], floating point
 * @param runningMean [C], or null for none
 * @param runningVar [C], or null for none
 * @param options `weight`, `bias`, `useInputStats`, `momentum`, `eps`
 * @throws {ValueError} `Expected more than 1 spatial element when training, got input size
 * torch.Size([2, 4])`
 * @throws {RuntimeError} `Expected running_mean and running_var to be defined when use_input_stats is
 * false`, and what {@linkcode batchNorm} throws for one of its channels a sample
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.instanceNorm(tensor([[[1, 3]]])).toString()); // tensor([[[-1.0000,  1.0000]]])
 * ```
 */
export function instanceNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  options: InstanceNormOptions = {},
): Tensor {
  const { weight = null, bias = null, useInputStats = true, momentum, eps } = options;
  if (useInputStats) requireSpatial(x);
  else if (runningMean === null || runningVar === null) {
    throw new RuntimeError(
      "no-statistics",
      "Expected running_mean and running_var to be defined when use_input_stats is false",
      "Pass both running statistics, or leave useInputStats out to use the samples' own.",
    );
  }
  // Every channel of every sample is a channel of one large sample.
  const [samples, channels] = [x.shape[0]!, x.shape[normalizeDim(1, x.ndim)]!];
  const repeated = (values: Tensor | null) =>
    values === null
      ? null
      : values.expand(samples, ...values.shape).reshape(samples * values.numel);
  const [means, variances] = noGrad(() =>
    [runningMean, runningVar].map((running) => repeated(running)?.clone() ?? null)
  );
  const output = batchNorm(
    x.contiguous().view(1, samples * channels, ...x.shape.slice(2)),
    means!,
    variances!,
    { weight: repeated(weight), bias: repeated(bias), training: useInputStats, momentum, eps },
  );
  if (useInputStats) {
    noGrad(() => {
      runningMean?.copy_(means!.view(samples, channels).mean(0));
      runningVar?.copy_(variances!.view(samples, channels).mean(0));
    });
  }
  return output.view(x.shape);
}

function requireSpatial(x: Tensor): void {
  if (sizeOf(x.shape.slice(2)) !== 1) return;
  throw new ValueError(
    "too-few-values",
    `Expected more than 1 spatial element when training, got input size torch.Size(${
      formatShape(x.shape)
    })`,
    "One value is its own mean: inputs are [N, C, L], or have more spatial dimensions.",
  );
}

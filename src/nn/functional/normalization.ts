/**
 * Normalization of each sample by itself, over trailing dimensions or groups of channels, as functions.
 *
 * @module
 */
import { isGradEnabled, noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape, normalizeDim, sameShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { layerNormRows, rmsNormRows } from "./normalize_rows.ts";
import { standardize, standardizedSlope, wide } from "./standardize.ts";

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
  const { weight = null, bias = null, eps = 1e-5 } = options;
  checkTrailing(x, normalizedShape, { weight, bias });
  checkDTypes("Layer", x, weight, bias);
  const rank = normalizedShape.length;
  const dims = Array.from({ length: rank }, (_, i) => i - rank);
  const rows = layerNormRows(x, sizeOf(normalizedShape), { weight, bias, eps });
  const normalize = () => standardize(x, dims, eps);
  const output = rows?.output ?? noGrad(() => {
    const { normalized } = normalize();
    const scaled = weight === null ? normalized : normalized.mul(weight);
    return (bias === null ? scaled : scaled.add(bias)).to(x.dtype);
  });
  const lead = Array.from({ length: x.ndim - rank }, (_, d) => d);
  const overRows = (grad: Tensor) => lead.length === 0 ? grad : grad.sum(lead);
  const inOnePass = (grad: Tensor) => isGradEnabled() ? undefined : rows?.slopes(grad);
  return record(output, "NativeLayerNormBackward0", [
    [x, (grad) => {
      const slopes = inOnePass(grad);
      if (slopes !== undefined) return slopes.x;
      const weighted = weight === null ? wide(grad) : wide(grad).mul(weight);
      return standardizedSlope(weighted, normalize(), dims);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [
        weight,
        (grad: Tensor) => inOnePass(grad)?.weight ?? overRows(grad.mul(normalize().normalized)),
        x,
      ] as const,
    ]),
    ...(bias === null
      ? []
      : [[bias, (grad: Tensor) => inOnePass(grad)?.bias ?? overRows(wide(grad))] as const]),
  ]);
}

/** Options of RMS normalization. */
export interface RMSNormOptions {
  /** Multiplies the normalized values, of the normalized shape. */
  weight?: Tensor | null;
  /**
   * Keeps the division from blowing up. Default: the distance from 1 to the next number of the dtype it
   * is computed in, 1.19e-7 for float32 and float16 and 2.2e-16 for float64.
   */
  eps?: number | null;
}

/**
 * Divides x by the root of the mean of its squares, over the trailing dimensions. PyTorch has it from
 * 2.4 on.
 *
 * @param x [..., ...normalizedShape], floating point
 * @param normalizedShape the trailing dimensions
 * @param options `weight`, `eps`
 * @throws {RuntimeError} `Given normalized_shape=[4], expected input with shape [*, 4], but got input
 * of size[2, 3]`, and for a weight of another shape or dtype
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.rmsNorm(tensor([1, 7]), [2]).toString()); // tensor([0.2000, 1.4000])
 * ```
 */
export function rmsNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: RMSNormOptions = {},
): Tensor {
  const { weight = null } = options;
  checkTrailing(x, normalizedShape, { weight });
  requireFloating("rms_norm", x);
  checkDTypes("RMS", x, weight);
  const eps = options.eps ?? (x.dtype === "float64" ? 2 ** -52 : 2 ** -23);
  const rank = normalizedShape.length;
  const dims = Array.from({ length: rank }, (_, i) => i - rank);
  const rows = rmsNormRows(x, sizeOf(normalizedShape), { weight, eps });
  const normalize = () => {
    const from = wide(x);
    const scale = from.square().mean(dims, { keepdim: true }).add(eps).rsqrt();
    return { normalized: from.mul(scale), scale };
  };
  const output = rows?.output ?? noGrad(() => {
    const { normalized } = normalize();
    return (weight === null ? normalized : normalized.mul(weight)).to(x.dtype);
  });
  const lead = x.shape.flatMap((_, d) => d < x.ndim - rank ? [d] : []);
  const inOnePass = (grad: Tensor) => isGradEnabled() ? undefined : rows?.slopes(grad);
  return record(output, "FusedRmsNormBackward0", [
    [x, (grad) => {
      const slopes = inOnePass(grad);
      if (slopes !== undefined) return slopes.x;
      const { normalized, scale } = normalize();
      const weighted = weight === null ? wide(grad) : wide(grad).mul(weight);
      const along = weighted.mul(normalized).mean(dims, { keepdim: true });
      return weighted.sub(normalized.mul(along)).mul(scale);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [weight, (grad: Tensor) => {
        const slope = inOnePass(grad)?.weight;
        if (slope != null) return slope;
        const slopes = wide(grad).mul(normalize().normalized);
        return lead.length === 0 ? slopes : slopes.sum(lead);
      }, x] as const,
    ]),
  ]);
}

/** Options of group normalization. */
export interface GroupNormOptions {
  /** Multiplies the normalized values, [C]. */
  weight?: Tensor | null;
  /** Is added to them, [C]. */
  bias?: Tensor | null;
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
}

/**
 * Takes the mean and divides by the (biased) standard deviation over groups of channels, for each sample
 * by itself.
 *
 * @param x [N, C, ...], floating point
 * @param numGroups how many groups there are; C is a multiple
 * @param options `weight`, `bias`, `eps`
 * @throws {RuntimeError} `Expected number of channels in input to be divisible by num_groups, but got
 * input of shape [2, 4] and num_groups=3`, and for a weight or bias of another shape or dtype
 * @throws {ValueError} `Expected more than 1 value per channel when training, got input size [1, 2]`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.groupNorm(tensor([[1, 3, 5, 9]]), 2).toString()); // tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
 * ```
 */
export function groupNorm(x: Tensor, numGroups: number, options: GroupNormOptions = {}): Tensor {
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const channels = x.shape[normalizeDim(1, x.ndim)]!;
  checkGroups(x, channels, numGroups);
  for (const [name, values] of Object.entries({ weight, bias })) {
    if (values === null || (values.ndim === 1 && values.numel === channels)) continue;
    throw new RuntimeError(
      "shape-mismatch",
      `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${
        formatShape(values.shape)
      } and input of shape ${formatShape(x.shape)}`,
      `Each of the ${channels} channels has a ${name} of its own.`,
    );
  }
  requireFloating("GroupNormKernelImpl", x);
  checkDTypes("Group", x, weight, bias);
  const shape = x.shape;
  const samples = shape[0]!;
  const grouped = [samples, numGroups, x.numel / Math.max(samples * numGroups, 1)];
  const rows = layerNormRows(x, grouped[2]!, { eps });
  const normalize = () => standardize(x.reshape(grouped), [2], eps);
  const perChannel = (values: Tensor) => values.reshape(shape.map((n, d) => d === 1 ? n : 1));
  const output = noGrad(() => {
    const normalized = rows?.output ?? normalize().normalized.reshape(shape);
    const scaled = weight === null ? normalized : normalized.mul(perChannel(weight));
    return (bias === null ? scaled : scaled.add(perChannel(bias))).to(x.dtype);
  });
  const others = shape.flatMap((_, d) => d === 1 ? [] : [d]);
  return record(output, "NativeGroupNormBackward0", [
    [x, (grad) => {
      const weighted = weight === null ? wide(grad) : wide(grad).mul(perChannel(weight));
      if (rows !== undefined && !isGradEnabled()) return rows.slopes(weighted).x;
      return standardizedSlope(weighted.reshape(grouped), normalize(), [2]).reshape(shape);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [
        weight,
        (grad: Tensor) => wide(grad).mul(normalize().normalized.reshape(shape)).sum(others),
        x,
      ] as const,
    ]),
    ...(bias === null ? [] : [[bias, (grad: Tensor) => wide(grad).sum(others)] as const]),
  ]);
}

function checkGroups(x: Tensor, channels: number, groups: number): void {
  const spatial = x.shape.slice(2);
  const perGroup = Math.floor(x.shape[0]! * channels / groups);
  if (perGroup * sizeOf(spatial) === 1) {
    throw new ValueError(
      "too-few-values",
      `Expected more than 1 value per channel when training, got input size ${
        formatShape([perGroup, groups, ...spatial])
      }`,
      "One value is its own mean: there must be fewer groups, or more in each.",
    );
  }
  if (!(groups > 0)) {
    throw new RuntimeError(
      "bad-option",
      `Expected num groups to be greater than 0, got ${groups}`,
      "One group is all channels.",
    );
  }
  if (channels % groups !== 0) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${
        formatShape(x.shape)
      } and num_groups=${groups}`,
      `All groups have the same size: ${groups} does not divide ${channels}.`,
    );
  }
}

function requireFloating(kernel: string, x: Tensor): void {
  if (x.isFloatingPoint()) return;
  throw new RuntimeError(
    "not-floating",
    `"${kernel}" not implemented for '${scalarTypeName(x.dtype)}'`,
    "Write x.float().",
  );
}

/** What must hold for the trailing dimensions, and for what is multiplied or added there. */
function checkTrailing(
  x: Tensor,
  normalizedShape: readonly number[],
  given: Readonly<Record<string, Tensor | null | undefined>>,
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
  for (const [name, values] of Object.entries(given)) {
    if (values === null || values === undefined) continue;
    if (sameShape(values.shape, normalizedShape)) continue;
    throw new RuntimeError(
      "shape-mismatch",
      `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${
        formatShape(values.shape)
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
}

/** Weight and bias have the dtype of the input. */
function checkDTypes(kind: string, x: Tensor, ...given: (Tensor | null | undefined)[]): void {
  for (const values of given) {
    if ((values?.dtype ?? x.dtype) === x.dtype) continue;
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(values!.dtype)}`,
      `${kind} normalization does not convert: write x.to("${values!.dtype}").`,
    );
  }
}

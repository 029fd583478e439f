/**
 * Ways to initialize weights, in place and off the tape.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { ValueError } from "../errors.ts";
import { type FillOptions, randn, truncatedNormalInPlace } from "../random/sample.ts";
import { fromTypedArray } from "../tensor/create.ts";
import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { orthonormalize } from "./orthogonalize.ts";

/** Nonlinearities whose gain is known, by PyTorch's names. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "conv3d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "selu";

/** Options of He's (Kaiming's) initialization. */
export interface KaimingOptions extends FillOptions {
  /** The negative slope of the leaky ReLU that follows. Default: 0. */
  a?: number;
  /** Keep the variance of the forward pass (`fan_in`, the default) or of the backward pass. */
  mode?: "fan_in" | "fan_out";
  /** What follows the layer. Default: `leaky_relu`. */
  nonlinearity?: Nonlinearity;
}

/** Options of Glorot's (Xavier's) initialization, and of others with a gain. */
export interface GainOptions extends FillOptions {
  /** Multiplies the standard deviation. Default: 1. */
  gain?: number;
}

/** Options of the truncated normal distribution. */
export interface TruncatedNormalOptions extends FillOptions {
  /** The mean. Default: 0. */
  mean?: number;
  /** The standard deviation before truncation. Default: 1. */
  std?: number;
  /** Nothing is below. Default: -2. */
  a?: number;
  /** Nothing is above. Default: 2. */
  b?: number;
}

/**
 * The factor by which a nonlinearity shrinks the standard deviation.
 *
 * @param nonlinearity its name
 * @param param the negative slope of `leaky_relu` (0.01)
 * @throws {ValueError} `Unsupported nonlinearity x`
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(nn.init.calculateGain("relu") ** 2); // 2.0000000000000004
 * ```
 */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  switch (nonlinearity) {
    case "linear":
    case "conv1d":
    case "conv2d":
    case "conv3d":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.sqrt(2);
    case "leaky_relu":
      if (typeof param === "number") return Math.sqrt(2 / (1 + param ** 2));
      throw new ValueError(
        "bad-option",
        `negative_slope ${param} not a valid number`,
        "Pass the slope of leaky ReLU below 0, such as 0.01.",
      );
    case "selu":
      return 3 / 4;
    default:
      throw new ValueError(
        "bad-nonlinearity",
        `Unsupported nonlinearity ${nonlinearity}`,
        "Known are linear, conv1d, conv2d, conv3d, sigmoid, tanh, relu, leaky_relu and selu.",
      );
  }
}

/**
 * How many inputs and outputs one weight connects: for [out, in, ...kernel], in and out times the
 * kernel's size.
 *
 * @param x the weight
 * @throws {ValueError} for fewer than two dimensions
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.fanInAndFanOut(empty(8, 3, 5, 5))); // { fanIn: 75, fanOut: 200 }
 * ```
 */
export function fanInAndFanOut(x: Tensor): { fanIn: number; fanOut: number } {
  if (x.ndim < 2) {
    throw new ValueError(
      "bad-dims",
      "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
      `This one has shape ${formatShape(x.shape)}. For a bias take zeros_ or uniform_.`,
    );
  }
  const kernel = x.shape.slice(2).reduce((a, b) => a * b, 1);
  return { fanIn: x.shape[1]! * kernel, fanOut: x.shape[0]! * kernel };
}

/**
 * Fills with numbers evenly drawn from [a, b).
 *
 * @param x any shape, floating point
 * @param a the lower end
 * @param b the upper end
 * @param options `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(Number(nn.init.uniform_(empty(9), -1, 0).max().item()) <= 0); // true
 * ```
 */
export function uniform_(x: Tensor, a = 0, b = 1, options: FillOptions = {}): Tensor {
  return noGrad(() => x.uniform_(a, b, options));
}

/**
 * Fills with normally distributed numbers.
 *
 * @param x any shape, floating point
 * @param mean the mean
 * @param std the standard deviation
 * @param options `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.normal_(empty(2), 5, 0).toArray()); // [5, 5]
 * ```
 */
export function normal_(x: Tensor, mean = 0, std = 1, options: FillOptions = {}): Tensor {
  return noGrad(() => x.normal_(mean, std, options));
}

/**
 * Fills with one value.
 *
 * @param x any shape
 * @param value the value
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.constant_(empty(2), 0.5).toArray()); // [0.5, 0.5]
 * ```
 */
export function constant_(x: Tensor, value: number): Tensor {
  return noGrad(() => x.fill_(value));
}

/**
 * Fills with ones.
 *
 * @param x any shape
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.ones_(empty(2)).toArray()); // [1, 1]
 * ```
 */
export function ones_(x: Tensor): Tensor {
  return constant_(x, 1);
}

/**
 * Fills with zeros.
 *
 * @param x any shape
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.zeros_(empty(2)).toArray()); // [0, 0]
 * ```
 */
export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0);
}

/**
 * Makes a matrix the identity, as far as its shape allows.
 *
 * @param x [rows, columns]
 * @returns x
 * @throws {ValueError} `Only tensors with 2 dimensions are supported`
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.eye_(empty(2, 3)).toArray()); // [[1, 0, 0], [0, 1, 0]]
 * ```
 */
export function eye_(x: Tensor): Tensor {
  if (x.ndim !== 2) {
    throw new ValueError(
      "bad-dims",
      "Only tensors with 2 dimensions are supported",
      `This one has shape ${formatShape(x.shape)}.`,
    );
  }
  return noGrad(() => {
    x.zero_();
    x.diagonal().fill_(1);
    return x;
  });
}

/**
 * Fills with normally distributed numbers, none below a or above b.
 *
 * @param x any shape, floating point
 * @param options `mean`, `std`, `a`, `b`, `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * const weight = nn.init.truncNormal_(empty(99), { a: -0.1, b: 0.1 });
 * console.log(Number(weight.abs().max().item()) <= 0.1); // true
 * ```
 */
export function truncNormal_(x: Tensor, options: TruncatedNormalOptions = {}): Tensor {
  const { mean = 0, std = 1, a = -2, b = 2 } = options;
  return noGrad(() => truncatedNormalInPlace(x, mean, std, a, b, options));
}

/** The standard deviation that He et al. (2015) derive. */
function kaimingStd(x: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = "fan_in", nonlinearity = "leaky_relu" } = options;
  if (mode !== "fan_in" && mode !== "fan_out") {
    throw new ValueError(
      "bad-mode",
      `Mode ${mode} not supported, please use one of ['fan_in', 'fan_out']`,
      "fan_in keeps the variance of the forward pass, fan_out that of the backward pass.",
    );
  }
  const { fanIn, fanOut } = fanInAndFanOut(x);
  return calculateGain(nonlinearity, a) / Math.sqrt(mode === "fan_in" ? fanIn : fanOut);
}

/**
 * Fills with numbers evenly drawn from (-bound, bound), bound = gain sqrt(3 / fan); He et al. (2015).
 *
 * @param x [out, in, ...]
 * @param options `a`, `mode`, `nonlinearity`, `generator`
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * const weight = nn.init.kaimingUniform_(empty(4, 6), { nonlinearity: "relu" });
 * console.log(Number(weight.abs().max().item()) <= 1); // true
 * ```
 */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  if (x.shape.includes(0)) return x;
  const bound = Math.sqrt(3) * kaimingStd(x, options);
  return uniform_(x, -bound, bound, options);
}

/**
 * Fills with normal numbers of standard deviation gain / sqrt(fan); He et al. (2015).
 *
 * @param x [out, in, ...]
 * @param options `a`, `mode`, `nonlinearity`, `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.kaimingNormal_(empty(4, 6), { mode: "fan_out" }).shape); // [4, 6]
 * ```
 */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  if (x.shape.includes(0)) return x;
  return normal_(x, 0, kaimingStd(x, options), options);
}

/** The standard deviation that Glorot and Bengio (2010) derive. */
function xavierStd(x: Tensor, options: GainOptions): number {
  const { fanIn, fanOut } = fanInAndFanOut(x);
  return (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut));
}

/**
 * Fills with evenly drawn numbers whose variance is 2 gain^2 / (fan in + fan out); Glorot and Bengio
 * (2010).
 *
 * @param x [out, in, ...]
 * @param options `gain`, `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * const weight = nn.init.xavierUniform_(empty(4, 2));
 * console.log(Number(weight.abs().max().item()) <= 1); // true
 * ```
 */
export function xavierUniform_(x: Tensor, options: GainOptions = {}): Tensor {
  const bound = Math.sqrt(3) * xavierStd(x, options);
  return uniform_(x, -bound, bound, options);
}

/**
 * Fills with normal numbers whose variance is 2 gain^2 / (fan in + fan out); Glorot and Bengio (2010).
 *
 * @param x [out, in, ...]
 * @param options `gain`, `generator`
 * @returns x
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * console.log(nn.init.xavierNormal_(empty(4, 2), { gain: 0.5 }).shape); // [4, 2]
 * ```
 */
export function xavierNormal_(x: Tensor, options: GainOptions = {}): Tensor {
  return normal_(x, 0, xavierStd(x, options), options);
}

/**
 * Makes rows (or columns, whichever are fewer) orthonormal, then multiplies by gain; Saxe et al. (2013).
 *
 * @param x [out, ...], taken as a matrix of out rows
 * @param options `gain`, `generator`
 * @returns x
 * @throws {ValueError} `Only tensors with 2 or more dimensions are supported`
 *
 * @example
 * ```ts
 * import { empty, nn } from "@hibana/hibana";
 *
 * const q = nn.init.orthogonal_(empty(2, 3));
 * console.log(q.matmul(q.t()).allclose(nn.init.eye_(empty(2, 2)), { atol: 1e-6 })); // true
 * ```
 */
export function orthogonal_(x: Tensor, options: GainOptions = {}): Tensor {
  if (x.ndim < 2) {
    throw new ValueError(
      "bad-dims",
      "Only tensors with 2 or more dimensions are supported",
      `This one has shape ${formatShape(x.shape)}.`,
    );
  }
  // There is nothing to draw for tensors without data.
  if (x.numel === 0 || x.device.type === "meta") return x;
  const rows = x.shape[0]!;
  const columns = x.numel / rows;
  const drawn = randn(rows, columns, { dtype: x.dtype, ...options }).toTypedArray();
  // The longer side holds the vectors' entries.
  const wide = rows < columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const at = (vector: number, entry: number) =>
    wide ? vector * columns + entry : entry * columns + vector;
  const vectors = Array.from(
    { length: count },
    (_, j) => Float64Array.from({ length }, (_, i) => drawn[at(j, i)]!),
  );
  orthonormalize(vectors);
  vectors.forEach((vector, j) => vector.forEach((value, i) => drawn[at(j, i)] = value));
  return noGrad(() => x.copy_(fromTypedArray(drawn, x.shape, x.dtype)).mul_(options.gain ?? 1));
}

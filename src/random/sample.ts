/**
 * Random tensors. Numbers are always drawn on the CPU and then moved, so that a seed means the same
 * numbers on every device.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { record } from "../autograd/node.ts";
import { type Device, device } from "../device/registry.ts";
import { hostWrite } from "../device/capture.ts";
import { RuntimeError } from "../errors.ts";
import { elements } from "../ops/cast.ts";
import { initialize } from "../ops/pointwise.ts";
import {
  dtypeFrom,
  emptyTensor,
  fromTypedArray,
  type SizeArguments,
  splitSizeArguments,
  type TensorOptions,
  withGrad,
} from "../tensor/create.ts";
import {
  type DType,
  isFloating,
  pythonTypeName,
  scalarTypeName,
  typedArray,
} from "../tensor/dtype.ts";
import { checkSizes, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fillBernoulli, fillBernoulliFrom, fillRandomRange, fillRandperm } from "./discrete.ts";
import { fillExponential, fillNormal, fillTruncatedNormal, fillUniform } from "./distributions.ts";
import { defaultGenerator, type Generator } from "./generator.ts";
import { multinomial as drawMultinomial } from "./multinomial.ts";
import type { FloatArray } from "./rounding.ts";

/** Options of everything that draws random numbers. */
export interface FillOptions {
  /** Where the numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** Options of functions that make random tensors. */
export type RandomOptions = TensorOptions & FillOptions;

/** Sizes as separate arguments or as one list, then options. */
export type RandomSizes =
  | SizeArguments
  | [...sizes: number[], options: RandomOptions]
  | [sizes: readonly number[], options: RandomOptions];

function floatDType(name: string, dtype: DType): DType {
  if (isFloating(dtype)) return dtype;
  throw new RuntimeError(
    "not-floating",
    `"${name}" not implemented for '${scalarTypeName(dtype)}'`,
    'Draw it as { dtype: "float32" }, then convert.',
  );
}

/** Room for as many numbers as will be drawn: none for tensors without data. */
function room(dtype: DType, count: number, place: Device): ReturnType<typeof typedArray> {
  return typedArray(dtype, place.type === "meta" ? 0 : count);
}

function drawn(
  sizes: readonly number[],
  options: RandomOptions,
  dtype: DType,
  draw: (values: ReturnType<typeof typedArray>, generator: Generator) => void,
): Tensor {
  return withGrad(
    drawnOn(device(options.device ?? "cpu"), sizes, dtype, (out) => {
      draw(out, options.generator ?? defaultGenerator);
    }),
    options,
  );
}

/** A tensor of numbers that are drawn on the host; by compiled functions too, at every call anew. */
function drawnOn(
  place: Device,
  shape: Shape,
  dtype: DType,
  draw: (values: ReturnType<typeof typedArray>) => void,
): Tensor {
  const result = emptyTensor(shape, dtype, place);
  hostWrite(result.storage, () => {
    const values = room(dtype, sizeOf(shape), place);
    draw(values);
    return values;
  });
  return result;
}

/** Checks the shape that a function takes as one list. */
function sizesFor(name: string, size: readonly number[]): number[] {
  if (Array.isArray(size)) return checkSizes(size);
  throw new TypeError(
    `${name}(): argument 'size' must be tuple of ints, not ${
      pythonTypeName(size)
    }\nWrite the shape as a list: [2, 3].`,
  );
}

/**
 * Numbers evenly drawn from [0, 1).
 *
 * @param size the shape, as numbers or as one list; then options (dtype: float32, `generator`)
 *
 * @example
 * ```ts
 * import { manualSeed, rand } from "@hibana/hibana";
 *
 * manualSeed(123);
 * console.log(rand(2).toString()); // tensor([0.2961, 0.5166])
 * ```
 */
export function rand(...size: RandomSizes): Tensor {
  const { sizes, options } = splitSizeArguments(size as SizeArguments);
  const dtype = floatDType("check_uniform_bounds", dtypeFrom(options, "float32"));
  return drawn(sizes, options, dtype, (out, g) => fillUniform(out as FloatArray, 0, 1, g));
}

/**
 * Numbers from the standard normal distribution.
 *
 * @param size the shape, as numbers or as one list; then options (dtype: float32, `generator`)
 *
 * @example
 * ```ts
 * import { manualSeed, randn } from "@hibana/hibana";
 *
 * manualSeed(123);
 * console.log(randn(2).toString()); // tensor([-0.1115,  0.1204])
 * ```
 */
export function randn(...size: RandomSizes): Tensor {
  const { sizes, options } = splitSizeArguments(size as SizeArguments);
  const dtype = floatDType("normal_kernel_cpu", dtypeFrom(options, "float32"));
  return drawn(sizes, options, dtype, (out, g) => fillNormal(out as FloatArray, 0, 1, g, true));
}

/** Numbers evenly drawn from [0, 1), of the shape, dtype and device of another tensor. */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return rand([...x.shape], { dtype: x.dtype, device: x.device, ...options });
}

/** Normal numbers of the shape, dtype and device of another tensor. */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return randn([...x.shape], { dtype: x.dtype, device: x.device, ...options });
}

/**
 * Whole numbers evenly drawn from low up to but without high, of the shape, dtype and device of another
 * tensor: `randintLike(x, high)` or `randintLike(x, low, high)`.
 */
export function randintLike(
  x: Tensor,
  ...range:
    | [high: number, options?: RandomOptions]
    | [low: number, high: number, options?: RandomOptions]
): Tensor {
  const [first, second, third] = range;
  const [low, high, options] = typeof second === "number"
    ? [first, second, third]
    : [0, first, second];
  return randint(low, high, [...x.shape], { dtype: x.dtype, device: x.device, ...options });
}

/**
 * Normal numbers with a mean and a standard deviation.
 *
 * @param mean the mean
 * @param std the standard deviation
 * @param size the shape
 * @param options dtype, device, `generator`
 *
 * @example
 * ```ts
 * import { normal } from "@hibana/hibana";
 *
 * console.log(normal(5, 0, [2]).toArray()); // [5, 5]
 * ```
 */
export function normal(
  mean: number,
  std: number,
  size: readonly number[],
  options: RandomOptions = {},
): Tensor {
  const dtype = floatDType("normal_kernel_cpu", dtypeFrom(options, "float32"));
  return drawn(
    sizesFor("normal", size),
    options,
    dtype,
    (out, g) => fillNormal(out as FloatArray, mean, std, g, true),
  );
}

/**
 * Whole numbers evenly drawn from [low, high): `randint(high, size)` or `randint(low, high, size)`.
 *
 * @param args low (default 0), high, the shape, then options (dtype: int32)
 *
 * @example
 * ```ts
 * import { randint } from "@hibana/hibana";
 *
 * console.log(randint(5, 6, [2]).toArray()); // [5, 5]
 * ```
 */
export function randint(
  ...args:
    | [high: number, size: readonly number[], options?: RandomOptions]
    | [low: number, high: number, size: readonly number[], options?: RandomOptions]
): Tensor {
  const [low, high, size, options = {}] = typeof args[1] === "number"
    ? args as [number, number, readonly number[], RandomOptions?]
    : [0, ...args as [number, readonly number[], RandomOptions?]] as const;
  const dtype = dtypeFrom(options, "int32");
  const sizes = sizesFor("randint", size);
  return drawn(sizes, options, dtype, (out, g) => fillRandomRange(out, dtype, low, high, g));
}

/**
 * The whole numbers from 0 to n - 1 in random order.
 *
 * @param n how many
 * @param options dtype (int32), device, `generator`
 *
 * @example
 * ```ts
 * import { randperm } from "@hibana/hibana";
 *
 * console.log(randperm(4).sum().item()); // 6
 * ```
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  const dtype = dtypeFrom(options, "int32");
  return drawn(checkSizes([n]), options, dtype, (out, g) => fillRandperm(out, dtype, g));
}

/** The elements from which a draw takes its probabilities; none for tensors without data. */
function probabilities(p: Tensor): FloatArray {
  return (p.device.type === "meta" ? typedArray(p.dtype, 0) : elements(p)) as FloatArray;
}

/**
 * Ones and zeros, one with the probability that each element says. Gradients do not flow through.
 *
 * @param p probabilities, floating point, any shape
 * @param options `generator`
 * @returns the shape and dtype of p
 * @throws {RuntimeError} when an element is not from 0 to 1
 *
 * @example
 * ```ts
 * import { bernoulli, tensor } from "@hibana/hibana";
 *
 * console.log(bernoulli(tensor([0, 1])).toArray()); // [0, 1]
 * ```
 */
export function bernoulli(p: Tensor, options: FillOptions = {}): Tensor {
  floatDType("bernoulli_tensor_cpu_p_", p.dtype);
  const values = room(p.dtype, p.numel, p.device);
  fillBernoulliFrom(values, probabilities(p), options.generator ?? defaultGenerator);
  const output = fromTypedArray(values, p.shape, p.dtype, { device: p.device });
  return record(output, "BernoulliBackward0", [[p, (grad) => grad.zerosLike()]]);
}

/**
 * Row by row, positions drawn with the probabilities (or weights) that the elements say.
 *
 * @param p [categories] or [rows, categories], floating point; rows need not add up to 1
 * @param samples how many to draw from each row
 * @param replacement whether a position can be drawn again
 * @param options `generator`
 * @returns int32, [samples] or [rows, samples]
 * @throws {RuntimeError} when a row is no distribution, or has too few positions
 *
 * @example
 * ```ts
 * import { multinomial, tensor } from "@hibana/hibana";
 *
 * console.log(multinomial(tensor([0, 3, 0]), 1).toArray()); // [1]
 * ```
 */
export function multinomial(
  p: Tensor,
  samples: number,
  replacement = false,
  options: FillOptions = {},
): Tensor {
  if (p.ndim < 1 || p.ndim > 2) {
    throw new RuntimeError(
      "bad-dims",
      "prob_dist must be 1 or 2 dim",
      `It has ${p.ndim} dimensions: [categories] or [rows, categories] is due.`,
    );
  }
  if (!isFloating(p.dtype)) {
    throw new RuntimeError(
      "not-floating",
      `multinomial only supports floating-point dtypes for input, got: ${scalarTypeName(p.dtype)}`,
      "Write p.float().",
    );
  }
  if (!Number.isInteger(samples)) {
    throw new TypeError(
      `multinomial(): argument 'num_samples' (position 2) must be int, not ${
        pythonTypeName(samples)
      }\nSay how many positions to draw.`,
    );
  }
  const rows = p.ndim === 1 ? 1 : p.shape[0]!;
  const indices = drawMultinomial(
    probabilities(p),
    {
      rows: p.device.type === "meta" ? 0 : rows,
      categories: p.size(-1),
      samples,
      replacement,
    },
    options.generator ?? defaultGenerator,
  );
  const shape = p.ndim === 1 ? [samples] : [rows, samples];
  return fromTypedArray(indices, shape, "int32", { device: p.device });
}

/** Overwrites a tensor with drawn numbers, in the order in which it lies in memory, as PyTorch does. */
function overwrite(
  x: Tensor,
  draw: (
    values: ReturnType<typeof typedArray>,
    generator: Generator,
    dims: readonly number[],
  ) => void,
  options: FillOptions,
): Tensor {
  checkInPlace(x);
  const dims = x.shape.map((_, d) => d);
  dims.sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  const target = x.detach().permute(dims);
  const drawn = drawnOn(x.device, target.shape, x.dtype, (values) => {
    draw(values, options.generator ?? defaultGenerator, dims);
  });
  return changeInPlace(x, "RandomBackward0", [[x, (grad) => grad.zerosLike()]], () => {
    initialize(target, drawn);
  });
}

/** Overwrites a tensor with numbers evenly drawn from [from, to). */
export function uniformInPlace(x: Tensor, from = 0, to = 1, options: FillOptions = {}): Tensor {
  floatDType("check_uniform_bounds", x.dtype);
  return overwrite(x, (out, g) => fillUniform(out as FloatArray, from, to, g), options);
}

/** Overwrites a tensor with normally distributed numbers. */
export function normalInPlace(x: Tensor, mean = 0, std = 1, options: FillOptions = {}): Tensor {
  floatDType("normal_kernel_cpu", x.dtype);
  const whole = x.isContiguous();
  return overwrite(x, (out, g) => fillNormal(out as FloatArray, mean, std, g, whole), options);
}

/** Overwrites a tensor with normal numbers that lie between a and b. */
export function truncatedNormalInPlace(
  x: Tensor,
  mean: number,
  std: number,
  a: number,
  b: number,
  options: FillOptions = {},
): Tensor {
  floatDType("normal_kernel_cpu", x.dtype);
  return overwrite(
    x,
    (out, g) => fillTruncatedNormal(out as FloatArray, mean, std, a, b, g),
    options,
  );
}

/** Overwrites a tensor with exponentially distributed numbers. */
export function exponentialInPlace(x: Tensor, lambda = 1, options: FillOptions = {}): Tensor {
  floatDType("exponential_cpu", x.dtype);
  return overwrite(x, (out, g) => fillExponential(out as FloatArray, lambda, g), options);
}

/** Overwrites a tensor with ones and zeros, one with probability p. */
export function bernoulliInPlace(
  x: Tensor,
  p: number | Tensor = 0.5,
  options: FillOptions = {},
): Tensor {
  if (typeof p === "number") return overwrite(x, (out, g) => fillBernoulli(out, p, g), options);
  const each = p.expand(x.shape);
  return overwrite(
    x,
    (out, g, dims) => fillBernoulliFrom(out, probabilities(each.detach().permute(dims)), g),
    options,
  );
}

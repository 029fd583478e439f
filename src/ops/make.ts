/**
 * Tensors filled by a rule: zeros, ones, ranges, identity, triangles.
 *
 * @module
 */
import { device, type DeviceLike } from "../device/registry.ts";
import { RuntimeError } from "../errors.ts";
import {
  convert,
  dtypeFrom,
  emptyTensor,
  fromTypedArray,
  type NestedArray,
  type SizeArguments,
  splitSizeArguments,
  tensor,
  type TensorOptions,
  withGrad,
} from "../tensor/create.ts";
import { type DType, isFloating, pythonTypeName, type TypedArray } from "../tensor/dtype.ts";
import { checkSizes, checkWhole } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { initialize } from "./pointwise.ts";

function filled(
  sizes: readonly number[],
  value: number | boolean,
  options: TensorOptions,
  dtype: DType = "float32",
): Tensor {
  const result = emptyTensor(sizes, dtypeFrom(options, dtype), device(options.device ?? "cpu"));
  initialize(result, value);
  return withGrad(result, options);
}

/**
 * A tensor of zeros.
 *
 * @param size the shape, as numbers or as one list; then options (dtype: float32)
 *
 * @example
 * ```ts
 * import { zeros } from "@hibana/hibana";
 *
 * console.log(zeros(2, 3).shape, zeros([2, 3], { dtype: "int32" }).dtype); // [2, 3] int32
 * ```
 */
export function zeros(...size: SizeArguments): Tensor {
  const { sizes, options } = splitSizeArguments(size);
  return filled(sizes, 0, options);
}

/**
 * A tensor of ones.
 *
 * @param size the shape, as numbers or as one list; then options (dtype: float32)
 *
 * @example
 * ```ts
 * import { ones } from "@hibana/hibana";
 *
 * console.log(ones(2).toArray()); // [1, 1]
 * ```
 */
export function ones(...size: SizeArguments): Tensor {
  const { sizes, options } = splitSizeArguments(size);
  return filled(sizes, 1, options);
}

/**
 * A tensor whose elements are whatever the memory holds: for filling in.
 *
 * @param size the shape, as numbers or as one list; then options (dtype: float32)
 *
 * @example
 * ```ts
 * import { empty } from "@hibana/hibana";
 *
 * console.log(empty(2, 3).fill_(7).sum().item()); // 42
 * ```
 */
export function empty(...size: SizeArguments): Tensor {
  const { sizes, options } = splitSizeArguments(size);
  const place = device(options.device ?? "cpu");
  return withGrad(emptyTensor(sizes, dtypeFrom(options, "float32"), place), options);
}

/**
 * A tensor full of one value.
 *
 * @param size the shape
 * @param value a number (float32 unless dtype says otherwise) or a truth value (bool)
 * @param options dtype, device, requiresGrad
 *
 * @example
 * ```ts
 * import { full } from "@hibana/hibana";
 *
 * console.log(full([2, 2], -Infinity).toArray()); // [[-Infinity, -Infinity], [-Infinity, -Infinity]]
 * ```
 */
export function full(
  size: readonly number[],
  value: number | boolean,
  options: TensorOptions = {},
): Tensor {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new TypeError(
      `full(): argument 'fill_value' must be Number, not ${
        pythonTypeName(value)
      }\nWrite full([2, 3], value).`,
    );
  }
  const fallback = typeof value === "boolean" ? "bool" : "float32";
  const dtype = dtypeFrom(options, fallback);
  convert([value], dtype);
  return filled(checkSizes(size), value, options, fallback);
}

/** Options of a tensor that is made like another, unless they say otherwise. */
function like(x: Tensor, options: TensorOptions): TensorOptions & { dtype: DType } {
  return { ...options, dtype: dtypeFrom(options, x.dtype), device: options.device ?? x.device };
}

/** Zeros of the shape, dtype and device of another tensor. */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return filled(x.shape, 0, like(x, options));
}

/** Ones of the shape, dtype and device of another tensor. */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return filled(x.shape, 1, like(x, options));
}

/** Uninitialized memory of the shape, dtype and device of another tensor. */
export function emptyLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return empty([...x.shape], like(x, options));
}

/** One value at the shape, dtype and device of another tensor. */
export function fullLike(x: Tensor, value: number | boolean, options: TensorOptions = {}): Tensor {
  return full(x.shape, value, like(x, options));
}

/**
 * The numbers from start up to but without end, step apart: `arange(end)`, `arange(start, end, step)`.
 * Whole numbers give int32, fractions float32.
 *
 * @param args end, or start and end, or start, end and step; then options
 * @throws {RuntimeError} `upper bound and larger bound inconsistent with step sign`
 *
 * @example
 * ```ts
 * import { arange } from "@hibana/hibana";
 *
 * console.log(arange(3).toArray(), arange(1, 2, 0.5).toArray()); // [0, 1, 2] [1, 1.5]
 * ```
 */
export function arange(
  ...args: [...numbers: number[]] | [...numbers: number[], options: TensorOptions]
): Tensor {
  const options = typeof args.at(-1) === "object" ? args.at(-1) as TensorOptions : {};
  const numbers = (args as unknown[]).filter((x) => typeof x === "number");
  const [start, end, step] = numbers.length === 1
    ? [0, numbers[0]!, 1]
    : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (numbers.length === 0 || numbers.length > 3) {
    throw new TypeError(
      `arange() takes 1 to 3 numbers, but got ${numbers.length}\nWrite arange(end), arange(start, end) or arange(start, end, step).`,
    );
  }
  if (step === 0) {
    throw new RuntimeError(
      "bad-step",
      "step must be nonzero",
      "With step 0 the range would never end: write arange(start, end, step).",
    );
  }
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    const python = (x: number) => String(x).replace("Infinity", "inf").replace("NaN", "nan");
    throw new RuntimeError(
      "bad-range",
      `unsupported range: ${python(start)} -> ${python(end)}`,
      "Both ends must be finite.",
    );
  }
  if ((end - start) * step < 0) {
    throw new RuntimeError(
      "bad-range",
      "upper bound and larger bound inconsistent with step sign",
      "With start above end, the step must be negative.",
    );
  }
  const dtype = dtypeFrom(options, numbers.every(Number.isInteger) ? "int32" : "float32");
  const count = Math.ceil((end - start) / step);
  const values = Array.from({ length: count }, (_, i) => start + i * step);
  return fromTypedArray(convert(values, dtype), [count], dtype, options);
}

/**
 * Evenly spaced numbers from start to end, both included.
 *
 * @param start the first
 * @param end the last
 * @param steps how many
 * @param options dtype (float32), device, requiresGrad
 *
 * @example
 * ```ts
 * import { linspace } from "@hibana/hibana";
 *
 * console.log(linspace(0, 1, 5).toArray()); // [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions = {},
): Tensor {
  const dtype = dtypeFrom(options, "float32");
  const values = evenly("linspace", start, end, steps);
  return fromTypedArray(convert(values, dtype), [steps], dtype, options);
}

function evenly(name: string, start: number, end: number, steps: number): number[] {
  checkWhole(`${name}(): argument 'steps'`, steps);
  if (steps < 0) {
    throw new RuntimeError(
      "bad-steps",
      "number of steps must be non-negative",
      `Write ${name}(start, end, steps) with a whole number of steps, 0 or more.`,
    );
  }
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  // Counted from the nearer end, so that both ends are exact.
  return Array.from(
    { length: steps },
    (_, i) => i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step,
  );
}

/** Whether a value is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/**
 * A tensor from whatever is at hand: a tensor as it is, if its dtype and device are right already; data
 * copied, as {@linkcode tensor} does.
 *
 * @param data a tensor, a number, a nested array or a typed array
 * @param options dtype, device
 *
 * @example
 * ```ts
 * import { asTensor, ones } from "@hibana/hibana";
 *
 * const x = ones(2);
 * console.log(asTensor(x) === x, asTensor([1, 2]).shape); // true [2]
 * ```
 */
export function asTensor(
  data: Tensor | NestedArray | TypedArray,
  options: Omit<TensorOptions, "requiresGrad"> = {},
): Tensor {
  return data instanceof Tensor ? data.to(options) : tensor(data, options);
}

/** Options of {@linkcode logspace}. */
export interface LogspaceOptions extends TensorOptions {
  /** What the exponents are of. Default: 10. */
  base?: number;
}

/**
 * Powers of a base, with evenly spaced exponents from start to end, both included.
 *
 * @param start the first exponent
 * @param end the last
 * @param steps how many
 * @param options `base` (10), dtype (float32), device, requiresGrad
 *
 * @example
 * ```ts
 * import { logspace } from "@hibana/hibana";
 *
 * console.log(logspace(0, 2, 3).toArray()); // [1, 10, 100]
 * ```
 */
export function logspace(
  start: number,
  end: number,
  steps: number,
  options: LogspaceOptions = {},
): Tensor {
  const { base = 10 } = options;
  const dtype = dtypeFrom(options, "float32");
  const exponents = evenly("logspace", start, end, steps);
  // What rounding leaves of a whole power is not cut off.
  const powers = exponents.map((x) => isFloating(dtype) ? base ** x : Math.trunc(base ** x));
  return fromTypedArray(convert(powers, dtype), [steps], dtype, options);
}

/**
 * A matrix with ones on its diagonal.
 *
 * @param n rows
 * @param args columns (default: n), then options
 *
 * @example
 * ```ts
 * import { eye } from "@hibana/hibana";
 *
 * console.log(eye(2).toArray()); // [[1, 0], [0, 1]]
 * ```
 */
export function eye(
  n: number,
  ...args: [] | [m: number] | [options: TensorOptions] | [m: number, options: TensorOptions]
): Tensor {
  const m = typeof args[0] === "number" ? args[0] : n;
  const options = typeof args.at(-1) === "object" ? args.at(-1) as TensorOptions : {};
  const dtype = dtypeFrom(options, "float32");
  for (const [name, size] of [["n", n], ["m", m]] as const) {
    checkWhole(`eye(): argument '${name}'`, size);
    if (size >= 0) continue;
    throw new RuntimeError(
      "negative-size",
      `${name} must be greater or equal to 0, got ${size}`,
      "Write eye(rows, columns) with whole numbers, 0 or more.",
    );
  }
  const values = new Array<number>(n * m).fill(0);
  for (let i = 0; i < Math.min(n, m); i++) values[i * m + i] = 1;
  return fromTypedArray(convert(values, dtype), [n, m], dtype, options);
}

/** A vector of positions, int32. */
export function indices(positions: readonly number[], place: DeviceLike): Tensor {
  return fromTypedArray(Int32Array.from(positions), [positions.length], "int32", { device: place });
}

/**
 * Making tensors from JavaScript values.
 *
 * @module
 */
import { type Device, device, type DeviceLike } from "../device/registry.ts";
import { Storage } from "../device/storage.ts";
import { RuntimeError, ValueError } from "../errors.ts";
import { checkDType, type DType, dtypeOfTypedArray, type TypedArray, typedArray } from "./dtype.ts";
import { checkSizes, contiguousStrides, type Shape, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** What functions that make tensors take, last. */
export interface TensorOptions {
  /** The type of the elements; see each function for its default. */
  dtype?: DType;
  /** Where the tensor lives. Default: `cpu`, or the device of the tensor it is made like. */
  device?: DeviceLike;
  /** Whether `backward` computes a gradient for it. Default: false. */
  requiresGrad?: boolean;
}

/** Numbers and truth values, nested as deep as the tensor has dimensions. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** Sizes as separate arguments or as one list, then options: `(2, 3)`, `([2, 3], { dtype })`. */
export type SizeArguments =
  | [...sizes: number[]]
  | [...sizes: number[], options: TensorOptions]
  | [sizes: readonly number[]]
  | [sizes: readonly number[], options: TensorOptions];

/** Splits sizes from options, and checks both. */
export function splitSizeArguments(
  args: SizeArguments,
): { sizes: number[]; options: TensorOptions } {
  const list: unknown[] = [...args];
  const last = list.at(-1);
  const options = typeof last === "object" && last !== null && !Array.isArray(last)
    ? list.pop() as TensorOptions
    : {};
  const sizes = Array.isArray(list[0]) && list.length === 1 ? list[0] : list;
  return { sizes: checkSizes(sizes as number[]), options };
}

/** The dtype that options ask for, checked. */
export function dtypeFrom(options: TensorOptions, fallback: DType): DType {
  return checkDType(options.dtype ?? fallback);
}

/** A tensor of a shape whose elements are whatever the memory holds. */
export function emptyTensor(shape: Shape, dtype: DType, place: Device): Tensor {
  const storage = new Storage(place, dtype, sizeOf(shape));
  return new Tensor(storage, { shape, strides: contiguousStrides(shape), offset: 0 });
}

/**
 * The same, whose dimensions lie in memory in the order in which those of another layout do: what follows an operation
 * on turned tensors then finds them as it expects, and need not copy.
 */
export function emptyAlong(
  { shape, strides = [] }: { readonly shape: Shape; readonly strides?: readonly number[] },
  dtype: DType,
  place: Device,
): Tensor {
  const { storage, strides: flat } = emptyTensor(shape, dtype, place);
  const order = shape.map((_, d) => d);
  if (strides.length > 0 && strides.every((stride, d) => stride > 0 || shape[d] === 1)) {
    order.sort((a, b) => strides[b]! - strides[a]!);
  }
  const result = [...flat];
  contiguousStrides(order.map((d) => shape[d]!)).forEach((stride, i) => result[order[i]!] = stride);
  return new Tensor(storage, { shape, strides: result, offset: 0 });
}

/** A tensor that holds a copy of row-major elements. */
export function fromTypedArray(
  data: TypedArray,
  shape: Shape,
  dtype: DType,
  options: TensorOptions = {},
): Tensor {
  const result = emptyTensor(shape, dtype, device(options.device ?? "cpu"));
  if (data.length > 0) result.device.backend.write(result.storage.buffer, dtype, data);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/**
 * A tensor from a number, a nested array or a typed array. Plain numbers become float32, truth values
 * bool, and a typed array keeps its own type, unless `dtype` says otherwise.
 *
 * @param data the elements; nested arrays must be rectangular
 * @param options dtype, device, requiresGrad
 * @returns a new tensor: the data is copied
 * @throws {ValueError} `expected sequence of length 2 at dim 1 (got 1)` for ragged arrays
 * @throws {TypeError} for values that are neither numbers nor truth values
 * @throws {ValueError} for NaN, infinity or a number out of range where the dtype is an integer
 *
 * @example
 * ```ts
 * import { tensor } from "@hibana/hibana";
 *
 * console.log(tensor([[1, 2], [3, 4]]).shape); // [2, 2]
 * console.log(tensor([true, false]).dtype); // bool
 * ```
 */
export function tensor(data: NestedArray | ArrayBufferView, options: TensorOptions = {}): Tensor {
  if (ArrayBuffer.isView(data)) {
    const own = dtypeOfTypedArray(data);
    if (own === undefined) {
      throw new TypeError(
        `cannot make a tensor from ${data.constructor.name}\nConvert it first, for instance with Float32Array.from(data, Number).`,
      );
    }
    const values = data as TypedArray;
    const dtype = dtypeFrom(options, own);
    const flat = dtype === own ? values : convert(values, dtype);
    return fromTypedArray(flat, [values.length], dtype, options);
  }
  const shape = shapeOf(data);
  const flat: (number | boolean)[] = new Array(sizeOf(shape));
  fill(data, shape, 0, 0, flat);
  const allTruths = flat.length > 0 && flat.every((value) => typeof value === "boolean");
  const dtype = dtypeFrom(options, allTruths ? "bool" : "float32");
  return fromTypedArray(convert(flat, dtype), shape, dtype, options);
}

/** The shape that the first elements of a nested array suggest; `fill` checks the others. */
function shapeOf(data: NestedArray): number[] {
  const shape: number[] = [];
  for (let level: NestedArray | undefined = data; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  return shape;
}

/** Copies a nested array into a flat one; returns the position after the last element written. */
function fill(
  data: NestedArray,
  shape: Shape,
  dim: number,
  position: number,
  out: (number | boolean)[],
): number {
  if (dim === shape.length) {
    if (typeof data === "number" || typeof data === "boolean") {
      out[position] = data;
      return position + 1;
    }
    if (Array.isArray(data)) {
      throw new ValueError(
        "ragged",
        "too many dimensions: a list stands where a number is due",
        "All items of a list are lists of one length, or all are numbers.",
      );
    }
    throw new TypeError(
      `new(): invalid data type '${
        data === null ? "null" : typeof data
      }'\nA tensor holds numbers or truth values.`,
    );
  }
  const length = Array.isArray(data) ? data.length : undefined;
  if (length !== shape[dim]) {
    throw new ValueError(
      "ragged",
      length === undefined
        ? `expected sequence of length ${shape[dim]} at dim ${dim} (got ${String(data)})`
        : `expected sequence of length ${shape[dim]} at dim ${dim} (got ${length})`,
      "All lists at one depth must have the same length.",
    );
  }
  for (const item of data as readonly NestedArray[]) {
    position = fill(item, shape, dim + 1, position, out);
  }
  return position;
}

const INTEGER_RANGES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint8: [0, 255],
};

/** Row-major elements as an array of the dtype's own kind; integers must be able to hold them. */
export function convert(values: ArrayLike<number | boolean>, dtype: DType): TypedArray {
  const out = typedArray(dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    out[i] = dtype === "bool" ? Number(value !== 0) : checkInteger(value, dtype);
  }
  return out;
}

/**
 * A number as an integer dtype holds it: its whole part. Other dtypes take any number as it is.
 *
 * @throws {ValueError} for NaN and infinity
 * @throws {RuntimeError} for numbers out of the dtype's range
 */
export function checkInteger(value: number, dtype: DType): number {
  const range = INTEGER_RANGES[dtype];
  if (range === undefined) return value;
  const [low, high] = range;
  if (Number.isNaN(value) || !Number.isFinite(value)) {
    throw new ValueError(
      "not-an-integer",
      `cannot convert float ${Number.isNaN(value) ? "NaN" : "infinity"} to integer`,
      `The dtype ${dtype} holds whole numbers only.`,
    );
  }
  const whole = Math.trunc(value);
  if (whole < low || whole > high) {
    throw new RuntimeError(
      "out-of-range",
      `value cannot be converted to type ${dtype} without overflow`,
      `${value} is not between ${low} and ${high}.`,
    );
  }
  return whole;
}

/** Checks that a tensor may hold gradients, and marks it when asked to. */
export function withGrad(result: Tensor, options: TensorOptions): Tensor {
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

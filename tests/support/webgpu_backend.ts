/**
 * What the tests of the WebGPU backend share: making views, reading them, and comparing numbers.
 *
 * @module
 */
import type { Backend, View } from "../../src/device/backend.ts";
import {
  apply,
  type ComputeType,
  elementwiseKernel,
  type Expression,
  operand,
  type Primitive,
} from "../../src/device/expression.ts";
import { device } from "../../src/device/registry.ts";
import { init } from "../../src/device/webgpu/mod.ts";
import type { WebGPUBackend } from "../../src/device/webgpu/backend.ts";
import type { Block } from "../../src/device/webgpu/memory.ts";
import { type DType, type TypedArray, typedArray } from "../../src/tensor/dtype.ts";
import { contiguousStrides, type Shape, sizeOf } from "../../src/tensor/shape.ts";

/** Whether this machine has an adapter; without one these tests are ignored. */
export const available: boolean = await init();

/** The backend under test. */
export function gpu(): WebGPUBackend {
  // The registry knows backends by their interface; this one was registered by webgpu/mod.ts.
  return device("webgpu").backend as Backend as WebGPUBackend;
}

/** A view of fresh memory. */
export function empty(dtype: DType, shape: Shape, backend = gpu()): View<Block> {
  const buffer = backend.allocate(dtype, sizeOf(shape));
  return { buffer, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** A contiguous view of those values. */
export function view(
  dtype: DType,
  shape: Shape,
  values: ArrayLike<number>,
  backend = gpu(),
): View<Block> {
  const made = empty(dtype, shape, backend);
  const data = typedArray(dtype, values.length);
  data.set(values);
  backend.write(made.buffer, dtype, data);
  return made;
}

/** A view of that many values, computed from their position. */
export function filled(
  dtype: DType,
  shape: Shape,
  value: (i: number) => number,
  backend = gpu(),
): View<Block> {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i));
  return view(dtype, shape, values, backend);
}

/** The whole memory behind a contiguous view. */
export function read(from: View<Block>, backend = gpu()): TypedArray {
  return backend.read(from.buffer, from.dtype, from.offset, sizeOf(from.shape));
}

/** Gives the memory of views back. */
export function release(...views: View<Block>[]): void {
  for (const { buffer } of views) gpu().release(buffer);
}

/** Evaluates an expression over columns of equal length. */
export function evaluate(
  body: Expression,
  compute: ComputeType,
  dtype: DType,
  columns: readonly ArrayLike<number>[],
  output: DType = dtype,
): TypedArray {
  const shape = [columns[0]!.length];
  const operands = columns.map((values) => view(dtype, shape, values));
  const result = empty(output, shape);
  gpu().elementwise(elementwiseKernel("test", body), compute, operands, result);
  const values = read(result);
  release(...operands, result);
  return values;
}

/** A primitive of so many operands. */
export function of(fn: Primitive, arity: number): Expression {
  return apply(fn, ...Array.from({ length: arity }, (_, i) => operand(i)));
}

/** The positions of a layout's elements, in row-major order. */
export function* positions(
  shape: Shape,
  strides: readonly number[],
  offset: number,
): Generator<number> {
  const [n, ...inner] = shape;
  if (n === undefined) {
    yield offset;
    return;
  }
  for (let i = 0; i < n; i++) {
    yield* positions(inner, strides.slice(1), offset + i * strides[0]!);
  }
}

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** The float32 with those bits. */
export function fromBits(pattern: number): number {
  bits[0] = pattern;
  return floats[0]!;
}

/** How far a float32 lies from the true value, in units of the true value's last place. */
export function ulps(got: number, wanted: number): number {
  const rounded = Math.fround(wanted);
  if (Object.is(got, rounded) || got === rounded) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(got)) return Infinity;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(wanted))), -126);
  return Math.abs(got - wanted) / 2 ** (exponent - 23);
}

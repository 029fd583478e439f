/**
 * What all reductions share: which dimensions go, and what shapes that leaves.
 *
 * @module
 */
import type { Reduction } from "../device/backend.ts";
import { emptyTensor } from "../tensor/create.ts";
import type { DType } from "../tensor/dtype.ts";
import { contiguousStrides, normalizeDims, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** One dimension, several, or (undefined, null) all of them. */
export type Dims = number | readonly number[] | null | undefined;

/** Options of reductions. */
export interface ReduceOptions {
  /** Keep the reduced dimensions, with size 1. Default: false. */
  keepdim?: boolean;
}

/** Runs a device's reduction; the result has the reduced dimensions with size 1. */
export function reduceKept(
  reduction: Reduction,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
): Tensor {
  const keptDims = x.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
  const order = [...keptDims, ...dims];
  const output = emptyTensor(keptDims.map((d) => x.shape[d]!), dtype, x.device);
  x.device.backend.reduce(reduction, {
    ...x.kernelView,
    shape: order.map((d) => x.shape[d]!),
    strides: order.map((d) => x.strides[d]!),
  }, output.kernelView);
  return reshaped(output, x.shape.map((n, d) => dims.includes(d) ? 1 : n));
}

/** A fresh contiguous tensor at another shape: neither a view of anything nor on the tape yet. */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  return new Tensor(x.storage, { shape, strides: contiguousStrides(shape), offset: 0 });
}

/** The shape of a result that keeps its reduced dimensions, or drops them. */
export function resultShape(
  shape: Shape,
  dims: readonly number[],
  keepdim: boolean | undefined,
): number[] {
  if (keepdim === true) return shape.map((n, d) => dims.includes(d) ? 1 : n);
  return shape.filter((_, d) => !dims.includes(d));
}

/** Shows a gradient that lost its reduced dimensions at the shape that has them with size 1. */
export function unreduced(grad: Tensor, shape: Shape, dims: readonly number[]): Tensor {
  return grad.reshape(shape.map((n, d) => dims.includes(d) ? 1 : n));
}

/** The dimensions that a caller means, counted from the front. */
export function dimsOf(x: Tensor, dims: Dims): number[] {
  const list = dims ?? undefined;
  // As in PyTorch, an empty list means all dimensions.
  return normalizeDims(Array.isArray(list) && list.length === 0 ? undefined : list, x.ndim);
}

/** Runs a device's reduction; the result has the shape that a caller asked for. */
export function reduced(
  reduction: Reduction,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
  options: ReduceOptions,
): Tensor {
  const kept = reduceKept(reduction, x, dims, dtype);
  return options.keepdim === true ? kept : reshaped(kept, resultShape(x.shape, dims, false));
}

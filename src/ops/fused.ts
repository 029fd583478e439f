/**
 * What operations need who call a device's fused kernels: whether there are any, and tensors as the matrices
 * that these take.
 *
 * @module
 */
import type { View } from "../device/backend.ts";
import type { FusedKernels } from "../device/fused.ts";
import { emptyTensor } from "../tensor/create.ts";
import { contiguousStrides, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

const NONE: FusedKernels = {};

/** The fused kernels for some tensors: none where they are empty, not all float32, or on several devices. */
export function fusedFor(x: Tensor, ...others: readonly (Tensor | null)[]): FusedKernels {
  if (x.dtype !== "float32" || x.numel === 0) return NONE;
  const fit = others.every((y) =>
    y === null || (y.dtype === "float32" && y.device === x.device && y.numel > 0)
  );
  return fit ? x.device.backend.fused : NONE;
}

/** A contiguous tensor as kernels see it at another shape. */
export function viewAs(x: Tensor, ...shape: number[]): View {
  const strides = contiguousStrides(shape);
  return { buffer: x.storage.buffer, dtype: x.dtype, shape, strides, offset: x.storageOffset };
}

/** The same as rows of so many elements. */
export function rowsOf(x: Tensor, columns: number): View {
  return viewAs(x, x.numel / columns, columns);
}

/** A tensor whose rows, along a dimension, lie one after the other in memory. */
export function asRows(x: Tensor, dim: number): Tensor {
  return (dim < x.ndim - 1 ? x.transpose(dim, -1) : x).contiguous();
}

/** Does with a tensor's rows along a dimension, as they lie in memory, what is not told of dimensions. */
export function alongRows(
  x: Tensor,
  dim: number,
  of: (rows: Tensor, columns: number) => Tensor,
): Tensor {
  const result = of(asRows(x, dim), x.ndim === 0 ? 1 : x.shape[dim]!);
  return dim < x.ndim - 1 ? result.transpose(dim, -1).contiguous() : result;
}

/** Memory for a result that goes with a tensor. */
export function resultLike(x: Tensor, shape: Shape = x.shape): Tensor {
  return emptyTensor(shape, x.dtype, x.device);
}

/**
 * Shares what one kernel computes among the gradients of several inputs, which are asked for one by one.
 *
 * @param inputs how many ask
 * @param compute the gradients from that of the output
 */
export function together<T>(inputs: number, compute: (grad: Tensor) => T): (grad: Tensor) => T {
  let known: { readonly grad: Tensor; readonly result: T; left: number } | undefined;
  return (grad) => {
    if (known?.grad !== grad) known = { grad, result: compute(grad), left: inputs };
    const { result } = known;
    if (--known.left === 0) known = undefined;
    return result;
  };
}

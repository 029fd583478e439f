/**
 * Convolutions and their gradients: three functions, linear in two tensors each, and the gradients of
 * each are the other two. The number of dimensions is whatever the windows have.
 *
 * With x [N, C, ...sizes], w [O, C / groups, ...kernels] and y [N, O, ...counts], all three are slopes
 * of one sum over all windows of x times w times y.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { type Input, record } from "../autograd/node.ts";
import { emptyTensor } from "../tensor/create.ts";
import { bytesPerElement } from "../tensor/dtype.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fusedFor } from "./fused.ts";
import { convolveTurned, convolveWindows, weightGradient } from "./fused_convolution.ts";
import { bmm } from "./matmul.ts";
import { initialize, pointwiseInPlace } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { permute, reshape, unflatten } from "./view.ts";
import { addWindows, type Axis, countsOf, kernelsOf, sizesOf, windowsOf } from "./windows.ts";

/** How the windows lie along each dimension, and into how many independent groups channels fall. */
export interface Geometry {
  readonly axes: readonly Axis[];
  readonly groups: number;
}

/** Copies of windows take so many bytes at most, where there is more than one row of them. */
const WINDOW_BYTES = 64 * 2 ** 20;

/** A convolution: x [N, C, ...sizes] and w [O, C / groups, ...kernels] to [N, O, ...counts]. */
export function convolve(x: Tensor, w: Tensor, bias: Tensor | null, geometry: Geometry): Tensor {
  const { axes, groups } = geometry;
  const output = noGrad(() => {
    const fused = fusedFor(x, w, bias);
    if (fused.convolve !== undefined && sizeOf(countsOf(axes)) > 0) {
      return convolveWindows(fused.convolve, x, w, bias, geometry);
    }
    const y = emptyTensor([x.shape[0]!, w.shape[0]!, ...countsOf(axes)], x.dtype, x.device);
    if (w.numel === 0) initialize(y, 0);
    const windows = windowsOf(x, axes);
    const weights = matrices(w, groups);
    for (const part of partsOf(x, geometry)) {
      const place = byGroup(part.of(y), groups);
      const product = bmm(weights, columns(part.of(windows), geometry));
      initialize(place, reshape(product, place.shape));
    }
    return plus(y, bias);
  });
  return record(output, "ConvolutionBackward0", [
    [x, (grad) => convolveTransposed(grad, w, null, geometry), w],
    [w, (grad) => weightSlopes(x, grad, geometry), x],
    ...biasInput(bias),
  ]);
}

/** Its transpose: y [N, O, ...counts] and w [O, C / groups, ...kernels] to [N, C, ...sizes]. */
export function convolveTransposed(
  y: Tensor,
  w: Tensor,
  bias: Tensor | null,
  geometry: Geometry,
): Tensor {
  const { axes, groups } = geometry;
  const channels = w.shape[1]! * groups;
  const output = noGrad(() => {
    const fused = fusedFor(y, w, bias);
    if (fused.convolve !== undefined && sizeOf(sizesOf(axes)) > 0) {
      return plus(convolveTurned(fused.convolve, y, w, geometry), bias);
    }
    const x = emptyTensor([y.shape[0]!, channels, ...sizesOf(axes)], y.dtype, y.device);
    initialize(x, 0);
    const weights = matrices(w, groups).transpose(1, 2);
    for (const part of partsOf(x, geometry)) {
      const from = byGroup(part.of(y), groups);
      const products = bmm(weights, flat(from));
      addWindows(part.batch(x), fromColumns(products, from, w, axes.length), part.axes);
    }
    return plus(x, bias);
  });
  return record(output, "ConvolutionBackward0", [
    [y, (grad) => convolve(grad, w, null, geometry), w],
    [w, (grad) => weightSlopes(grad, y, geometry), y],
    ...biasInput(bias),
  ]);
}

/** The gradient of the weight: x [N, C, ...sizes] and y [N, O, ...counts] to w's shape. */
function weightSlopes(x: Tensor, y: Tensor, geometry: Geometry): Tensor {
  const { axes, groups } = geometry;
  const [channels, outputs] = [x.shape[1]!, y.shape[1]!];
  const output = noGrad(() => {
    const fused = fusedFor(x, y);
    if (fused.convolveBackward !== undefined && sizeOf(kernelsOf(axes)) > 0) {
      return weightGradient(fused.convolveBackward, x, y, geometry);
    }
    const shape = [outputs, channels / groups, ...kernelsOf(axes)];
    const w = emptyTensor(shape, x.dtype, x.device);
    initialize(w, 0);
    const windows = windowsOf(x, axes);
    for (const part of partsOf(x, geometry)) {
      const slopes = flat(byGroup(part.of(y), groups));
      const product = bmm(slopes, columns(part.of(windows), geometry).transpose(1, 2));
      pointwiseInPlace("add", w, reshape(product, shape));
    }
    return w;
  });
  return record(output, "ConvolutionBackwardBackward0", [
    [x, (grad) => convolveTransposed(y, grad, null, geometry), y],
    [y, (grad) => convolve(x, grad, null, geometry), x],
  ]);
}

/** Adds a number for each channel, in place. */
function plus(result: Tensor, bias: Tensor | null): Tensor {
  if (bias === null) return result;
  const each = reshape(bias, [bias.numel, ...result.shape.slice(2).map(() => 1)]);
  return pointwiseInPlace("add", result, each);
}

function biasInput(bias: Tensor | null): Input[] {
  if (bias === null) return [];
  return [[bias, (grad) => sum(grad, grad.shape.flatMap((_, d) => d === 1 ? [] : [d]))]];
}

/** A part of the batch, or where a single element's windows are too many, some rows of them. */
interface Part {
  /** That part of something with a batch and channels. */
  batch(x: Tensor): Tensor;
  /** That part of something [N, channels, ...counts, ...]. */
  of(x: Tensor): Tensor;
  /** How the part's windows lie. */
  readonly axes: readonly Axis[];
}

function* partsOf(x: Tensor, { axes }: Geometry): Generator<Part> {
  const [first, ...others] = axes as [Axis, ...Axis[]];
  const [batch, channels] = x.shape as [number, number];
  const rowBytes = channels * sizeOf(kernelsOf(axes)) * sizeOf(countsOf(others)) *
    bytesPerElement(x.dtype);
  if (rowBytes * first.count === 0) return;
  const elements = Math.floor(WINDOW_BYTES / (rowBytes * first.count));
  const rows = elements > 0 ? first.count : Math.max(Math.floor(WINDOW_BYTES / rowBytes), 1);
  const step = Math.max(elements, 1);
  for (let n = 0; n < batch; n += step) {
    for (let row = 0; row < first.count; row += rows) {
      const count = Math.min(rows, first.count - row);
      const inBatch = (x: Tensor) => x.narrow(0, n, Math.min(step, batch - n));
      yield {
        batch: inBatch,
        of: (x) => inBatch(x).narrow(2, row, count),
        axes: [{ ...first, count, padding: first.padding - row * first.stride }, ...others],
      };
    }
  }
}

/** The weight as a matrix for each group, [groups, O / groups, C / groups * kernel]. */
function matrices(w: Tensor, groups: number): Tensor {
  return reshape(w, [groups, w.shape[0]! / groups, sizeOf(w.shape.slice(1))]);
}

/** [N, channels, ...] as a view [groups, channels / groups, N, ...]. */
function byGroup(x: Tensor, groups: number): Tensor {
  const split = unflatten(x, 1, [groups, x.shape[1]! / groups]);
  return permute(split, [1, 2, 0, ...split.shape.keys().drop(3)]);
}

/** [groups, channels, ...] as matrices. */
function flat(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, x.shape[1]!, sizeOf(x.shape.slice(2))]);
}

/** Windows [N, C, ...counts, ...kernels] as matrices [groups, C / groups * kernel, N * count]. */
function columns(windows: Tensor, { axes, groups }: Geometry): Tensor {
  const rank = axes.length;
  const split = byGroup(windows, groups);
  const dims = [...split.shape.keys()];
  const [counts, kernels] = [dims.slice(3, 3 + rank), dims.slice(3 + rank)];
  const channels = windows.shape[1]! / groups;
  return reshape(permute(split, [0, 1, ...kernels, 2, ...counts]), [
    groups,
    channels * sizeOf(kernelsOf(axes)),
    windows.shape[0]! * sizeOf(windows.shape.slice(2, 2 + rank)),
  ]);
}

/** Such matrices as windows again: a view of shape [N, C, ...counts, ...kernels]. */
function fromColumns(matrices: Tensor, y: Tensor, w: Tensor, rank: number): Tensor {
  const [groups, channels] = [matrices.shape[0]!, w.shape[1]!];
  const [batch, ...counts] = y.shape.slice(2);
  const kernels = w.shape.slice(2);
  const windows = reshape(matrices, [groups * channels, ...kernels, batch!, ...counts]);
  const dims = [...windows.shape.keys()];
  return permute(windows, [rank + 1, 0, ...dims.slice(rank + 2), ...dims.slice(1, rank + 1)]);
}

/**
 * Convolutions in the kernels of devices that have some, which see windows where they lie in the image.
 *
 * @module
 */
import type { FusedKernels } from "../device/fused.ts";
import { emptyTensor } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Geometry } from "./convolution.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { reshape } from "./view.ts";
import { type Axis, countsOf, kernelsOf, sizesOf, windowsOf } from "./windows.ts";

type Convolve = NonNullable<FusedKernels["convolve"]>;

/** {@linkcode convolve} without a tape. */
export function convolveWindows(
  kernel: Convolve,
  x: Tensor,
  w: Tensor,
  bias: Tensor | null,
  { axes, groups }: Geometry,
): Tensor {
  const y = emptyTensor([x.shape[0]!, w.shape[0]!, ...countsOf(axes)], x.dtype, x.device);
  const [image, weight] = [x.contiguous(), w.contiguous()];
  const windows = windowsOf(image, axes);
  const add = bias === null ? null : bias.contiguous().kernelView;
  kernel(windows.kernelView, weight.kernelView, add, groups, y.kernelView);
  discard(windows, image);
  discard(image, x);
  discard(weight, w);
  return y;
}

/** Frees a copy that a tensor may have been in need of: the next convolution finds its memory warm. */
function discard(copy: Tensor, of: Tensor): void {
  if (copy.storage !== of.storage) copy.dispose();
}

/** The gradient of the weight, without a tape. */
export function weightGradient(
  kernel: NonNullable<FusedKernels["convolveBackward"]>,
  x: Tensor,
  y: Tensor,
  { axes, groups }: Geometry,
): Tensor {
  const shape = [y.shape[1]!, x.shape[1]! / groups, ...kernelsOf(axes)];
  const w = emptyTensor(shape, x.dtype, x.device);
  const [image, grad] = [x.contiguous(), y.contiguous()];
  const windows = windowsOf(image, axes);
  kernel(windows.kernelView, grad.kernelView, groups, w.kernelView);
  discard(windows, image);
  discard(image, x);
  discard(grad, y);
  return w;
}

/**
 * {@linkcode convolveTransposed} without a tape or a bias, as convolutions of y. Elements of x that lie a stride apart
 * are reached by the same part of the kernel, each by other windows: they are a convolution with that part,
 * turned around.
 */
export function convolveTurned(kernel: Convolve, y: Tensor, w: Tensor, geometry: Geometry): Tensor {
  const { axes, groups } = geometry;
  const ways = combinations(axes.map(phasesOf));
  const whole = ways.length === 1 && axes.every(({ stride }) => stride === 1);
  const shape = [y.shape[0]!, w.shape[1]! * groups, ...sizesOf(axes)];
  const x = emptyTensor(whole ? [0] : shape, y.dtype, y.device);
  initialize(x, 0);
  for (const phases of ways) {
    const near = phases.reduce((seen, { skipped }, d) => cropped(seen, d + 2, skipped), y);
    const part = turned(w, groups, phases);
    const result = convolveWindows(kernel, near, part, null, {
      axes: phases.map(({ axis }) => axis),
      groups,
    });
    part.dispose();
    if (whole) return result;
    initialize(every(x, axes, phases), result);
    result.dispose();
  }
  return x;
}

/** Elements of x along one dimension that are a stride apart. */
interface Phase {
  /** The first of them. */
  readonly first: number;
  /** The taps that reach them: the first, how far apart they are, and how many. */
  readonly tap: number;
  readonly step: number;
  readonly taps: number;
  /** How many elements of y none of them is reached from, before all others. */
  readonly skipped: number;
  /** The windows of y that they are sums of. */
  readonly axis: Axis;
}

/** Window i of x has its tap t at i * stride - padding + t * dilation. Phases without a tap are left out. */
function phasesOf({ size, kernel, stride, padding, dilation, count }: Axis): Phase[] {
  const phases: Phase[] = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const reached = Array.from({ length: kernel }, (_, t) => t)
      .filter((t) => (first + padding - t * dilation) % stride === 0);
    if (reached.length === 0) continue;
    const [tap, second = tap! + 1] = reached as [number, number?];
    const last = reached.at(-1)!;
    const start = (first + padding - last * dilation) / stride;
    const skipped = Math.max(start, 0);
    // Elements that no window reaches stay 0.
    if (skipped >= count) continue;
    phases.push({
      first,
      tap,
      step: second - tap,
      taps: reached.length,
      skipped,
      axis: {
        size: count - skipped,
        kernel: reached.length,
        stride: 1,
        padding: skipped - start,
        dilation: (second - tap) * dilation / stride,
        count: Math.ceil((size - first) / stride),
      },
    });
  }
  return phases;
}

/** One of each list, in all ways. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (before, list) => before.flatMap((some) => list.map((one) => [...some, one])),
    [[]],
  );
}

function cropped(x: Tensor, dim: number, skipped: number): Tensor {
  return skipped === 0 ? x : x.narrow(dim, skipped, x.shape[dim]! - skipped);
}

/** The elements of x in these phases. */
function every(x: Tensor, axes: readonly Axis[], phases: readonly Phase[]): Tensor {
  const steps = x.strides.slice(2);
  return new Tensor(x.storage, {
    shape: [...x.shape.slice(0, 2), ...phases.map(({ axis }) => axis.count)],
    strides: [...x.strides.slice(0, 2), ...axes.map(({ stride }, d) => stride * steps[d]!)],
    offset: phases.reduce((sum, { first }, d) => sum + first * steps[d]!, x.storageOffset),
  });
}

/** The taps of these phases from the last to the first, [O, C / groups, ...] as [C, O / groups, ...]. */
function turned(w: Tensor, groups: number, phases: readonly Phase[]): Tensor {
  const [outputs, channels] = [w.shape[0]! / groups, w.shape[1]!];
  const [down, across, ...steps] = w.strides as [number, number, ...number[]];
  const taps = phases.map(({ taps }) => taps);
  const backwards = new Tensor(w.storage, {
    shape: [groups, channels, outputs, ...taps],
    strides: [outputs * down, across, down, ...phases.map(({ step }, d) => -step * steps[d]!)],
    offset: phases.reduce(
      (sum, { tap, step, taps }, d) => sum + (tap + (taps - 1) * step) * steps[d]!,
      w.storageOffset,
    ),
  });
  return reshape(pointwise("clone", backwards), [groups * channels, outputs, ...taps]);
}

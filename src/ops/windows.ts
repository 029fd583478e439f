/**
 * Windows that slide over the last dimensions of a tensor, and the way back: what convolutions,
 * poolings and unfold are made of.
 *
 * @module
 */
import { emptyTensor } from "../tensor/create.ts";
import type { Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { initialize, pointwiseInPlace } from "./pointwise.ts";

/** How windows lie along one dimension. */
export interface Axis {
  /** How many elements there are. */
  readonly size: number;
  /** How many of them a window takes. */
  readonly kernel: number;
  /** The distance from one window to the next. */
  readonly stride: number;
  /** How far before the first element the first window begins. */
  readonly padding: number;
  /** The distance between neighbours in a window. */
  readonly dilation: number;
  /** How many windows there are. */
  readonly count: number;
}

/** The sizes of dimensions. */
export function sizesOf(axes: readonly Axis[]): number[] {
  return axes.map(({ size }) => size);
}

/** The sizes of windows. */
export function kernelsOf(axes: readonly Axis[]): number[] {
  return axes.map(({ kernel }) => kernel);
}

/** The numbers of windows. */
export function countsOf(axes: readonly Axis[]): number[] {
  return axes.map(({ count }) => count);
}

/** How many elements a window spans, those it skips included. */
export function spanOf({ kernel, dilation }: Pick<Axis, "kernel" | "dilation">): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * All windows, off the tape: [..., ...sizes] to [..., ...counts, ...kernels]. No element is copied,
 * unless there must be padding around them.
 */
export function windowsOf(x: Tensor, axes: readonly Axis[], padding = 0): Tensor {
  const from = padded(x, axes, padding);
  const lead = x.ndim - axes.length;
  const steps = from.strides.slice(lead);
  return new Tensor(from.storage, {
    shape: [...x.shape.slice(0, lead), ...countsOf(axes), ...kernelsOf(axes)],
    strides: [
      ...from.strides.slice(0, lead),
      ...axes.map(({ stride }, i) => stride * steps[i]!),
      ...axes.map(({ dilation }, i) => dilation * steps[i]!),
    ],
    offset: from.storageOffset,
  });
}

/** The elements with as many of one value around them as the windows reach. */
function padded(x: Tensor, axes: readonly Axis[], value: number): Tensor {
  const sizes = axes.map((axis) =>
    Math.max(axis.padding + axis.size, (axis.count - 1) * axis.stride + spanOf(axis))
  );
  if (axes.every(({ size, padding }, i) => padding === 0 && size === sizes[i])) return x;
  const lead = x.ndim - axes.length;
  const room = emptyTensor([...x.shape.slice(0, lead), ...sizes], x.dtype, x.device);
  initialize(room, value);
  const offset = axes.reduce((sum, { padding }, i) => sum + padding * room.strides[lead + i]!, 0);
  initialize(new Tensor(room.storage, { shape: x.shape, strides: room.strides, offset }), x);
  return room;
}

/**
 * Adds every element of every window, [..., ...counts, ...kernels], to the element of the target,
 * [..., ...sizes], that it was taken from. Off the tape. Elements at one place of all windows never
 * meet, so each place is one strided sum, in a fixed order.
 */
export function addWindows(target: Tensor, windows: Tensor, axes: readonly Axis[]): void {
  const lead = target.ndim - axes.length;
  const rank = axes.length;
  const steps = target.strides.slice(lead);
  for (const tap of positionsIn(kernelsOf(axes))) {
    const parts = axes.map((axis, i) => covered(axis, tap[i]!));
    if (parts.some(({ count }) => count <= 0)) continue;
    const shape = [...target.shape.slice(0, lead), ...parts.map(({ count }) => count)];
    const to = new Tensor(target.storage, {
      shape,
      strides: [
        ...target.strides.slice(0, lead),
        ...axes.map(({ stride }, i) => stride * steps[i]!),
      ],
      offset: parts.reduce((sum, { start }, i) => sum + start * steps[i]!, target.storageOffset),
    });
    const from = new Tensor(windows.storage, {
      shape,
      strides: windows.strides.slice(0, lead + rank),
      offset: parts.reduce(
        (sum, { first }, i) =>
          sum + first * windows.strides[lead + i]! + tap[i]! * windows.strides[lead + rank + i]!,
        windows.storageOffset,
      ),
    });
    pointwiseInPlace("add", to, from);
  }
}

/** Those windows whose tap-th element is no padding: the first, how many, and where its element is. */
function covered(axis: Axis, tap: number): { first: number; count: number; start: number } {
  const { size, stride, padding, dilation, count } = axis;
  const shift = padding - tap * dilation;
  const first = Math.max(Math.ceil(shift / stride), 0);
  const last = Math.min(Math.floor((size - 1 + shift) / stride), count - 1);
  return { first, count: last - first + 1, start: first * stride - shift };
}

/** All positions in a box, row by row. */
function positionsIn(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (before, n) => before.flatMap((at) => Array.from({ length: n }, (_, i) => [...at, i])),
    [[]],
  );
}

/** All windows as a tensor of their own, [..., ...counts, ...kernels]. */
export function unfoldWindows(x: Tensor, axes: readonly Axis[]): Tensor {
  const windows = noGrad(() => windowsOf(x, axes).clone());
  return record(windows, "Im2ColBackward0", [[x, (grad) => foldWindows(grad, axes)]]);
}

/** Windows added up where they overlap: [..., ...counts, ...kernels] to [..., ...sizes]. */
export function foldWindows(windows: Tensor, axes: readonly Axis[]): Tensor {
  const lead = windows.shape.slice(0, windows.ndim - 2 * axes.length);
  const sums = noGrad(() => {
    const target = emptyTensor([...lead, ...sizesOf(axes)], windows.dtype, windows.device);
    initialize(target, 0);
    addWindows(target, windows, axes);
    return target;
  });
  return record(sums, "Col2ImBackward0", [[windows, (grad) => unfoldWindows(grad, axes)]]);
}

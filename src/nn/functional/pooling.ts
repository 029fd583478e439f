/**
 * Pooling, as functions: one number for each window that slides over the last dimensions.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { full, zeros } from "../../ops/make.ts";
import { stridedOf } from "../../ops/strided.ts";
import { tensor } from "../../tensor/create.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { contiguousStrides, formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Size2d } from "./sizes.ts";

/** How the windows of a pooling lie. */
export interface MaxPoolOptions<Size> {
  /** The distance from one window to the next. Default: the size of the window. */
  stride?: Size;
  /** How many -inf stand before the first and behind the last element. Default: 0. */
  padding?: Size;
  /** The distance between neighbours in a window. Default: 1. */
  dilation?: Size;
  /** Whether a window may reach beyond the end where elements are left over. Default: false. */
  ceilMode?: boolean;
}

/** How windows lie along one dimension. */
interface Axis {
  /** How many elements there are. */
  readonly size: number;
  /** How many of them a window takes. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** How many windows there are. */
  readonly count: number;
}

/**
 * The largest element of each window along the last dimension. Among equal ones the first gets the
 * gradient; NaN wins.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `dilation`, `ceilMode`
 * @returns [N, C, windows] or [C, windows]
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `max_pool1d()
 * padding should be at most half of kernel size, but got padding=2 and kernel_size=3`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.maxPool1d(tensor([[1, 3, 2, 0]]), 2).toArray()); // [[3, 2]]
 * ```
 */
export function maxPool1d(
  x: Tensor,
  kernelSize: number,
  options: MaxPoolOptions<number> = {},
): Tensor {
  const { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false } = options;
  checkDims("max_pool1d: ", "Expected 2D or 3D", x, 2);
  const sizes = { kernel_size: kernelSize, stride, dilation };
  for (const [name, value] of Object.entries({ ...sizes, padding })) {
    checkWholes("max_pool1d", name, [value]);
  }
  const refuse = (message: string, fix: string) =>
    new RuntimeError("bad-window", `max_pool1d() ${message}`, fix);
  for (const [name, value] of Object.entries(sizes)) {
    if (value <= 0) throw refuse(`${name} must be greater than zero, but got ${value}`, POSITIVE);
  }
  if (padding < 0) throw refuse(`padding must be non-negative, but got ${padding}`, POSITIVE);
  if (padding > Math.trunc(kernelSize / 2)) {
    throw refuse(
      `padding should be at most half of kernel size, but got padding=${padding} and kernel_size=${kernelSize}`,
      MOSTLY_PADDING,
    );
  }
  const axis = { size: x.size(-1), kernel: kernelSize, stride, padding, dilation };
  const count = windowCount(axis, ceilMode);
  if (count < 1) throw refuse(`Invalid computed output size: ${count}`, tooFew([axis]));
  // As in PyTorch, on the tape it is a pooling of rows of height 1.
  const row = { size: 1, kernel: 1, stride: 1, padding: 0, dilation: 1, count: 1 };
  return maxPool(x.unsqueeze(-2), [row, { ...axis, count }]).squeeze(-2);
}

/**
 * The largest element of each window over the last two dimensions. Among equal ones the first, in
 * row-major order, gets the gradient; NaN wins.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `stride`, `padding`, `dilation`, `ceilMode`; each of them one number, or two
 * @returns [N, C, rows of windows, columns of windows], or the same without N
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `pad should be at
 * most half of kernel size, but got pad=2 and kernel_size=3`
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const image = arange(16).float().view(1, 4, 4);
 * console.log(nn.functional.maxPool2d(image, 2).toArray()); // [[[5, 7], [13, 15]]]
 * ```
 */
export function maxPool2d(
  x: Tensor,
  kernelSize: Size2d,
  options: MaxPoolOptions<Size2d> = {},
): Tensor {
  const kernels = pair("kernel_size", "must either be", kernelSize);
  const strides = options.stride === undefined
    ? kernels
    : pair("stride", "must either be omitted,", options.stride);
  const paddings = pair("padding", "must be either be", options.padding ?? 0);
  const dilations = pair("dilation", "must be either", options.dilation ?? 1);
  if (x.ndim !== 3 && x.ndim !== 4) {
    throw new RuntimeError(
      "bad-dims",
      "non-empty 3D or 4D (batch mode) tensor expected for input",
      `The input is [C, H, W] or [N, C, H, W]; this one has shape ${formatShape(x.shape)}.`,
    );
  }
  for (const d of [0, 1] as const) checkEdge(kernels[d], strides[d], paddings[d]);
  for (const [name, sizes, letter] of positiveSizes(kernels, strides, dilations)) {
    if (sizes.every((n) => n > 0)) continue;
    throw new RuntimeError(
      "bad-window",
      `${name} should be greater than zero, but got ${letter}H: ${sizes[0]} ${letter}W: ${
        sizes[1]
      }`,
      POSITIVE,
    );
  }
  checkDims("", "Expected 3D or 4D", x, 3);
  const axes = ([0, 1] as const).map((d): Axis => {
    const axis = {
      size: x.size(d - 2),
      kernel: kernels[d],
      stride: strides[d],
      padding: paddings[d],
      dilation: dilations[d],
    };
    return { ...axis, count: windowCount(axis, options.ceilMode ?? false) };
  });
  if (axes.some(({ count }) => count < 1)) {
    const sizes = (list: number[]) => `(${[x.size(-3), ...list].join("x")})`;
    throw new RuntimeError(
      "bad-window",
      `Given input size: ${sizes(axes.map(({ size }) => size))}. Calculated output size: ${
        sizes(axes.map(({ count }) => count))
      }. Output size is too small`,
      tooFew(axes),
    );
  }
  return maxPool(x, axes);
}

const POSITIVE = "Sizes, strides and dilations are whole numbers from 1 up, paddings from 0 up.";
const MOSTLY_PADDING = "With more, windows could lie in the padding alone.";

function tooFew(axes: readonly Omit<Axis, "count">[]): string {
  const span = axes.map(({ kernel, dilation }) => dilation * (kernel - 1) + 1).join(" by ");
  return `A window spans ${span} elements, more than there are with the padding.`;
}

type Pair = readonly [number, number];

function pair(name: string, must: string, size: Size2d): Pair {
  const sizes = typeof size === "number" ? [size, size] : size;
  if (!Array.isArray(sizes) || sizes.length !== 2) {
    throw new RuntimeError(
      "bad-window",
      `max_pool2d: ${name} ${must} a single int, or a tuple of two ints`,
      "Pass one number for both dimensions, or [height, width].",
    );
  }
  checkWholes("max_pool2d", name, sizes);
  return sizes as unknown as Pair;
}

function checkWholes(op: string, name: string, sizes: readonly number[]): void {
  if (sizes.every(Number.isInteger)) return;
  const argument = name === "kernel_size" ? "'kernel_size' (position 2)" : `'${name}'`;
  throw new TypeError(
    `${op}(): argument ${argument} must be tuple of ints, not float\n` +
      `It is ${sizes.join(", ")}: pass whole numbers.`,
  );
}

function positiveSizes(kernels: Pair, strides: Pair, dilations: Pair): [string, Pair, string][] {
  return [
    ["kernel size", kernels, "k"],
    ["stride", strides, "d"],
    ["dilation", dilations, "dilation"],
  ];
}

function checkEdge(kernel: number, stride: number, padding: number): void {
  const refuse = (message: string, fix: string) => new RuntimeError("bad-window", message, fix);
  if (stride === 0) throw refuse("stride should not be zero", POSITIVE);
  if (padding < 0) throw refuse(`pad must be non-negative, but got pad: ${padding}`, POSITIVE);
  if (padding > Math.trunc(kernel / 2)) {
    throw refuse(
      `pad should be at most half of kernel size, but got pad=${padding} and kernel_size=${kernel}`,
      MOSTLY_PADDING,
    );
  }
}

/** Checks that there are `rank` dimensions, or one more before them, and that only that may be empty. */
function checkDims(op: string, expected: string, x: Tensor, rank: number): void {
  const full = x.shape.slice(x.ndim - rank).every((n) => n > 0);
  if (full && (x.ndim === rank || x.ndim === rank + 1)) return;
  throw new RuntimeError(
    "bad-dims",
    `${op}${expected} (batch mode) tensor with optional 0 dim batch size for input, but got:${
      formatShape(x.shape)
    }`,
    "The first of the dimensions that are not pooled is the batch; it may be missing.",
  );
}

function windowCount(axis: Omit<Axis, "count">, ceilMode: boolean): number {
  const { size, kernel, stride, padding, dilation } = axis;
  const steps = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  // A window that begins behind the last element has nothing to choose from.
  return (count - 1) * stride >= size + padding ? count - 1 : count;
}

/** The largest elements, picked by their positions: the gradient goes back to just those. */
function maxPool(x: Tensor, axes: readonly Axis[]): Tensor {
  if (!x.isFloatingPoint()) {
    throw new RuntimeError(
      "dtype-refused",
      `"max_pool2d" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float().",
    );
  }
  const { output, index, room } = noGrad(() => {
    const padded = withPadding(x, axes);
    const positions = positionsOfLargest(padded, axes);
    const index = positions.flatten(-axes.length);
    const output = padded.flatten(-axes.length).gather(-1, index).reshape(positions.shape);
    return { output, index, room: padded.shape };
  });
  return record(output, "MaxPool2DWithIndicesBackward0", [
    [x, (grad) => {
      const parts = grad.reshape(index.shape);
      const plane = sizeOf(room.slice(-axes.length));
      const nothing = noGrad(() =>
        zeros(index.shape.with(-1, plane), { dtype: grad.dtype, device: grad.device })
      );
      return withoutPadding(nothing.scatterAdd(-1, index, parts).reshape(room), axes);
    }],
  ]);
}

/** For each window the position of its first largest element among those of the pooled dimensions. */
function positionsOfLargest(padded: Tensor, axes: readonly Axis[]): Tensor {
  const rank = padded.ndim - axes.length;
  const strides = contiguousStrides(padded.shape);
  const lead = padded.shape.slice(0, rank);
  const windows = stridedOf(padded, {
    shape: [...lead, ...axes.map(({ count }) => count), ...axes.map(({ kernel }) => kernel)],
    strides: [
      ...strides.slice(0, rank),
      ...axes.map(({ stride }, i) => stride * strides[rank + i]!),
      ...axes.map(({ dilation }, i) => dilation * strides[rank + i]!),
    ],
    offset: 0,
  });
  let taps = windows.flatten(-axes.length).argmax(-1);
  let positions = taps.zerosLike();
  for (const [i, { kernel, stride, padding, dilation, count }] of [...axes.entries()].reverse()) {
    const starts = Array.from({ length: count }, (_, window) => window * stride);
    // In a window of nothing but -inf the first is padding: the first element is meant.
    const firsts = starts.map((start) =>
      Math.min(Math.ceil(Math.max(padding - start, 0) / dilation), kernel - 1)
    );
    const along = (numbers: number[]) =>
      tensor(numbers, { dtype: "int32", device: padded.device })
        .reshape([count, ...axes.slice(i + 1).map(() => 1)]);
    const tap = taps.remainder(kernel).maximum(along(firsts));
    positions = positions.add(tap.mul(dilation).add(along(starts)).mul(strides[rank + i]!));
    taps = taps.floorDivide(kernel);
  }
  return positions;
}

/** A contiguous tensor of the elements with as many -inf around them as the windows reach. */
function withPadding(x: Tensor, axes: readonly Axis[]): Tensor {
  const sizes = axes.map(({ size, kernel, stride, padding, dilation, count }) =>
    Math.max(padding + size, (count - 1) * stride + dilation * (kernel - 1) + 1)
  );
  if (axes.every(({ size }, i) => size === sizes[i])) return x.contiguous();
  const lead = x.shape.slice(0, -axes.length);
  const padded = full([...lead, ...sizes], -Infinity, { dtype: x.dtype, device: x.device });
  withoutPadding(padded, axes).copy_(x);
  return padded;
}

/** A view of those elements of a padded tensor that are not padding. */
function withoutPadding(padded: Tensor, axes: readonly Axis[]): Tensor {
  const rank = padded.ndim - axes.length;
  return axes.reduce((part, { size, padding }, i) => part.narrow(rank + i, padding, size), padded);
}

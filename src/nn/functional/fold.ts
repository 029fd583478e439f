/**
 * Windows as columns of a matrix, and back.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { IndexError, RuntimeError } from "../../errors.ts";
import { zeros } from "../../ops/make.ts";
import {
  addWindows,
  type Axis,
  countsOf,
  kernelsOf,
  sizesOf,
  spanOf,
  windowsOf,
} from "../../ops/windows.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkFloating } from "./pooling_windows.ts";
import { checkWholes, listOf, type Size, type Size2d } from "./sizes.ts";

/** How the windows of {@linkcode unfold} and {@linkcode fold} lie. */
export interface UnfoldOptions {
  /** The distance between neighbours in a window. Default: 1. */
  dilation?: Size2d;
  /** How many zeros stand before the first and behind the last element. Default: 0. */
  padding?: Size2d;
  /** The distance from one window to the next. Default: 1. */
  stride?: Size2d;
}

/**
 * All windows over the last two dimensions as columns: the elements of each, channel by channel.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param kernelSize the size of the windows
 * @param options `dilation`, `padding`, `stride`, each of them one number or two
 * @returns [N, C * kernel height * kernel width, windows], or the same without N
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense
 *
 * @example
 * ```ts
 * import { arange, nn } from "@hibana/hibana";
 *
 * const image = arange(6).float().view(1, 2, 3);
 * console.log(nn.functional.unfold(image, 2).toArray()); // [[0, 1], [1, 2], [3, 4], [4, 5]]
 * ```
 */
export function unfold(x: Tensor, kernelSize: Size2d, options: UnfoldOptions = {}): Tensor {
  if (x.ndim < 3) {
    throw new IndexError(
      "bad-dims",
      x.ndim === 0
        ? "Dimension specified as 1 but tensor has no dimensions"
        : `Dimension out of range (expected to be in range of [${-x.ndim}, ${
          x.ndim - 1
        }], but got ${x.ndim})`,
      "The input is [C, H, W] or [N, C, H, W].",
    );
  }
  const places = placesFor(kernelSize, options);
  checkFilled(x, 3, "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other");
  const axes = axesFor(x.shape.slice(-2), places);
  if (axes.some(({ count }) => count < 1)) {
    throw refuse(
      `Given input with spatial size ${tuple(sizesOf(axes))}, ${
        written(places)
      }, calculated shape of the array of sliding blocks as ${
        tuple(countsOf(axes))
      }, but its components must be at least one.`,
      `A window spans ${axes.map(spanOf).join(" by ")} elements.`,
    );
  }
  checkFloating("im2col_out_cpu", x);
  return toColumns(x, axes);
}

/**
 * The way back from {@linkcode unfold}: columns become windows again, which are added up where they
 * overlap.
 *
 * @param x [N, C * kernel height * kernel width, windows], or the same without N; floating point
 * @param outputSize H and W of the result
 * @param kernelSize the size of the windows
 * @param options `dilation`, `padding`, `stride`, each of them one number or two
 * @returns [N, C, H, W] or [C, H, W]
 * @throws {RuntimeError} when the shape, the dtype or the windows make no sense, as in `Expected size of
 * input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=7 and
 * kernel_size=(2, 2).`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const { fold, unfold } = nn.functional;
 * const counts = fold(unfold(ones(1, 2, 3), 2), [2, 3], 2);
 * console.log(counts.toArray()); // [[[1, 2, 1], [1, 2, 1]]]
 * ```
 */
export function fold(
  x: Tensor,
  outputSize: Size2d,
  kernelSize: Size2d,
  options: UnfoldOptions = {},
): Tensor {
  const sizes = pair("output_size", outputSize);
  const places = placesFor(kernelSize, options);
  checkFilled(
    x,
    2,
    "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and",
  );
  const [rows, windows] = x.shape.slice(-2) as [number, number];
  const { kernel } = places;
  if (rows % sizeOf(kernel) !== 0) {
    throw refuse(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${
        tuple(kernel)
      }.`,
      "Each column holds as many elements for every channel.",
    );
  }
  const axes = axesFor(sizes, places);
  const counts = countsOf(axes);
  if (windows !== sizeOf(counts) || counts.some((n) => n < 1)) {
    throw refuse(
      `Given output_size=${tuple(sizes)}, ${written(places)}, stride=${
        tuple(places.stride)
      }, expected size of input's dimension 2 to match the calculated number of sliding blocks ${
        counts.join(" * ")
      } = ${sizeOf(counts)}, but got input.size(2)=${windows}.`,
      "There must be one column for each window.",
    );
  }
  checkFloating("col2im_out_cpu", x);
  return fromColumns(x, axes);
}

/** Two numbers for each of four arguments, by PyTorch's names. */
type Places = Readonly<Record<"kernel" | "dilation" | "padding" | "stride", readonly number[]>>;

function refuse(message: string, fix: string): RuntimeError {
  return new RuntimeError("bad-window", message, fix);
}

function tuple(sizes: readonly number[]): string {
  return `(${sizes.join(", ")})`;
}

function written({ kernel, dilation, padding }: Places): string {
  return `kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, padding=${tuple(padding)}`;
}

function pair(name: string, size: Size): readonly number[] {
  const sizes = listOf(size, 2);
  checkWholes("unfold", name, sizes);
  if (sizes.length === 2) return sizes;
  throw refuse(
    `It is expected ${name} equals to 2, but got size ${sizes.length}`,
    "Pass one number for both dimensions, or [height, width].",
  );
}

function placesFor(kernelSize: Size2d, options: UnfoldOptions): Places {
  const places = {
    kernel: pair("kernel_size", kernelSize),
    dilation: pair("dilation", options.dilation ?? 1),
    padding: pair("padding", options.padding ?? 0),
    stride: pair("stride", options.stride ?? 1),
  };
  const list = (name: string, [height, width]: readonly number[]) =>
    `${name}_height: ${height} ${name}_width: ${width}`;
  for (
    const [name, what] of [
      ["kernel", "kernel size"],
      ["dilation", "dilation"],
      ["stride", "stride"],
    ] as const
  ) {
    if (places[name].every((n) => n > 0)) continue;
    throw refuse(
      `${what} should be greater than zero, but got ${list(name, places[name])}`,
      "Sizes, strides and dilations are whole numbers from 1 up.",
    );
  }
  if (places.padding.some((n) => n < 0)) {
    throw refuse(
      `padding should be non-negative, but got ${list("pad", places.padding)}`,
      "Paddings are whole numbers from 0 up.",
    );
  }
  return places;
}

function checkFilled(x: Tensor, rank: number, words: string): void {
  const full = x.shape.slice(-rank).every((n) => n > 0);
  if (full && (x.ndim === rank || x.ndim === rank + 1)) return;
  throw new RuntimeError(
    "bad-dims",
    `${words} non-zero dimensions for input, but got: ${formatShape(x.shape)}`,
    "Only the batch may be empty; it may be missing, too.",
  );
}

function axesFor(sizes: readonly number[], places: Places): Axis[] {
  return sizes.map((size, d) => {
    const axis = {
      size,
      kernel: places.kernel[d]!,
      dilation: places.dilation[d]!,
      padding: places.padding[d]!,
      stride: places.stride[d]!,
    };
    const count = Math.floor((size + 2 * axis.padding - spanOf(axis)) / axis.stride) + 1;
    return { ...axis, count };
  });
}

/** [..., C, H, W] to [..., C * kernel, windows]. */
function toColumns(x: Tensor, axes: readonly Axis[]): Tensor {
  const lead = x.shape.slice(0, -3);
  const output = noGrad(() => {
    const windows = windowsOf(x, axes);
    const n = windows.ndim;
    const order = [...lead.keys(), n - 5, n - 2, n - 1, n - 4, n - 3];
    const rows = x.size(-3) * sizeOf(kernelsOf(axes));
    const columns = windows.permute(order).reshape(...lead, rows, sizeOf(countsOf(axes)));
    return columns.storage === x.storage ? columns.clone() : columns;
  });
  return record(output, "Im2ColBackward0", [[x, (grad) => fromColumns(grad, axes)]]);
}

/** [..., C * kernel, windows] to [..., C, H, W]. */
function fromColumns(x: Tensor, axes: readonly Axis[]): Tensor {
  const lead = x.shape.slice(0, -2);
  const channels = x.size(-2) / sizeOf(kernelsOf(axes));
  const output = noGrad(() => {
    const { dtype, device } = x;
    const sums = zeros([...lead, channels, ...sizesOf(axes)], { dtype, device });
    const windows = x.reshape(...lead, channels, ...kernelsOf(axes), ...countsOf(axes));
    const n = windows.ndim;
    const order = [...lead.keys(), n - 5, n - 2, n - 1, n - 4, n - 3];
    addWindows(sums, windows.permute(order), axes);
    return sums;
  });
  return record(output, "Col2ImBackward0", [[x, (grad) => toColumns(grad, axes)]]);
}

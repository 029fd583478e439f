/**
 * How the windows of a pooling lie, and what poolings refuse, in PyTorch's words.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ValuesAndIndices } from "../../ops/extremes.ts";
import { type Axis, countsOf, kernelsOf, sizesOf, spanOf } from "../../ops/windows.ts";
import { scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkWholes, listOf, type Size } from "./sizes.ts";

/** What a max-pooling gives: the largest elements, and where it is asked for their positions too. */
export type Pooled<Indices extends boolean> = Indices extends true ? ValuesAndIndices : Tensor;

/** What a caller asked for. */
export function pooled<Indices extends boolean>(
  found: ValuesAndIndices,
  indices: Indices | undefined,
): Pooled<Indices> {
  return (indices === true ? found : found.values) as Pooled<Indices>;
}

/** One dimension is pooled as rows of height 1: here without the height. */
export function squeezed({ values, indices }: ValuesAndIndices): ValuesAndIndices {
  return new ValuesAndIndices(values.squeeze(-2), indices.squeeze(-2));
}

/** Checks that there are two or three dimensions. */
export function checkRows(op: string, x: Tensor): void {
  if (x.ndim === 2 || x.ndim === 3) return;
  throw refuse(
    `Expected 2 to 3 dimensions, but got ${x.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for ${op})`,
    `The input is [C, L] or [N, C, L]; this one has shape ${formatShape(x.shape)}.`,
  );
}

/** How a caller wants the windows to lie. */
export interface Wanted {
  readonly kernelSize: Size;
  readonly stride?: Size | undefined;
  readonly padding?: Size | undefined;
  readonly dilation?: Size | undefined;
  readonly ceilMode?: boolean | undefined;
}

/** An error for windows that cannot be. */
export function refuse(message: string, fix: string): RuntimeError {
  return new RuntimeError("bad-window", message, fix);
}

/** What to do about numbers that are too small. */
export const POSITIVE =
  "Sizes, strides and dilations are whole numbers from 1 up, paddings from 0 up.";
/** What is wrong with paddings that are too large. */
export const MOSTLY_PADDING = "With more, windows could lie in the padding alone.";

/** How far windows reach, where there is not room for one. */
export function tooFew(axes: readonly Pick<Axis, "kernel" | "dilation">[]): string {
  return `A window spans ${
    axes.map(spanOf).join(" by ")
  } elements, more than there are with the padding.`;
}

/** How many windows there are, where the last one may or may not reach beyond the end. */
export function windowCount(axis: Omit<Axis, "count">, ceilMode: boolean): number {
  const { size, stride, padding } = axis;
  const steps = (size + 2 * padding - spanOf(axis)) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  // A window that begins behind the last element has nothing to choose from.
  return (count - 1) * stride >= size + padding ? count - 1 : count;
}

/** Checks that elements are floating-point numbers. */
export function checkFloating(op: string, x: Tensor): void {
  if (x.isFloatingPoint()) return;
  throw new RuntimeError(
    "dtype-refused",
    `"${op}" not implemented for '${scalarTypeName(x.dtype)}'`,
    "Write x.float().",
  );
}

/** Checks that there are `rank` dimensions, or one more before them, and that only that may be empty. */
export function checkDims(op: string, expected: string, x: Tensor, rank: number): void {
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

/** Words in which PyTorch's poolings differ. */
export interface PoolWords {
  /** The function, as in `max_pool2d`. */
  readonly op: string;
  /** How many dimensions it pools. */
  readonly rank: number;
  /** What must be, for each argument that is not what it must be. */
  readonly must: Readonly<Record<"kernel_size" | "stride" | "padding" | "dilation", string>>;
}

/**
 * How the windows lie along each of the last dimensions.
 *
 * @throws {RuntimeError} when there can be no such windows
 */
export function poolAxes(x: Tensor, wanted: Wanted, words: PoolWords, check: () => void): Axis[] {
  const { rank } = words;
  const kernels = tuple("kernel_size", wanted.kernelSize, words);
  const strides = wanted.stride === undefined ? kernels : tuple("stride", wanted.stride, words);
  const paddings = tuple("padding", wanted.padding ?? 0, words);
  const dilations = tuple("dilation", wanted.dilation ?? 1, words);
  kernels.forEach((kernel, d) => checkEdge(kernel, strides[d]!, paddings[d]!));
  for (
    const [name, sizes, letter] of [
      ["kernel size", kernels, "k"],
      ["stride", strides, "d"],
      ["dilation", dilations, "dilation"],
    ] as const
  ) {
    if (sizes.every((n) => n > 0)) continue;
    throw refuse(
      `${name} should be greater than zero, but got ${labelled(letter, sizes)}`,
      POSITIVE,
    );
  }
  check();
  const axes = kernels.map((kernel, d): Axis => {
    const axis = {
      size: x.size(d - rank),
      kernel,
      stride: strides[d]!,
      padding: paddings[d]!,
      dilation: dilations[d]!,
    };
    return { ...axis, count: windowCount(axis, wanted.ceilMode ?? false) };
  });
  if (words.op === "avg_pool3d" && axes.some(({ size, kernel }) => size < kernel)) {
    throw refuse(
      `input image (${labelled("", sizesOf(axes))}) smaller than kernel size (${
        labelled("k", kernelsOf(axes))
      })`,
      tooFew(axes),
    );
  }
  if (axes.some(({ count }) => count < 1)) {
    const sizes = (list: number[]) => `(${[x.size(-1 - rank), ...inPlane(list)].join("x")})`;
    throw refuse(
      `Given input size: ${sizes(sizesOf(axes))}. Calculated output size: ${
        sizes(countsOf(axes))
      }. Output size is too small`,
      tooFew(axes),
    );
  }
  return axes;
}

function tuple(name: keyof PoolWords["must"], size: Size, words: PoolWords): readonly number[] {
  const { op, rank, must } = words;
  const sizes = Array.isArray(size) && size.length === 1
    ? listOf(size[0], rank)
    : listOf(size, rank);
  if (sizes.length === rank) {
    checkWholes(op, name, sizes);
    return sizes;
  }
  if (rank === 1) {
    throw refuse(
      `${op}() argument '${name}' should contain one int (got ${sizes.length})`,
      "There is one dimension to pool.",
    );
  }
  throw refuse(
    `${op}: ${name} ${must[name]} a single int, or a tuple of ${rank === 2 ? "two" : "three"} ints`,
    `Pass one number for all dimensions, or [${
      rank === 2 ? "height, width" : "depth, height, width"
    }].`,
  );
}

function checkEdge(kernel: number, stride: number, padding: number): void {
  if (stride === 0) throw refuse("stride should not be zero", POSITIVE);
  if (padding < 0) throw refuse(`pad must be non-negative, but got pad: ${padding}`, POSITIVE);
  if (padding > Math.trunc(kernel / 2)) {
    throw refuse(
      `pad should be at most half of kernel size, but got pad=${padding} and kernel_size=${kernel}`,
      MOSTLY_PADDING,
    );
  }
}

/** PyTorch pools one dimension as the second of two, which shows in its messages. */
function inPlane(sizes: readonly number[]): readonly number[] {
  return sizes.length === 1 ? [1, ...sizes] : sizes;
}

function labelled(letter: string, sizes: readonly number[]): string {
  const all = inPlane(sizes);
  const dims = ["T", "H", "W"].slice(-all.length);
  return dims.map((dim, d) => `${letter}${dim}: ${all[d]}`).join(" ");
}

/** Checks the number of dimensions that three-dimensional poolings take. */
export function checkVolume(op: string, x: Tensor): void {
  if (x.ndim !== 4 && x.ndim !== 5) {
    throw new RuntimeError(
      "bad-dims",
      "non-empty 4D or 5D (batch mode) tensor expected for input",
      `The input is [C, D, H, W] or [N, C, D, H, W]; this one has shape ${formatShape(x.shape)}.`,
    );
  }
  if (x.shape.slice(-4).every((n) => n > 0)) return;
  throw new RuntimeError(
    "bad-dims",
    `${op}(): Expected input's non-batch dimensions to have positive length, but input has a shape of ${
      formatShape(x.shape)
    } and non-batch dimension 0 has length zero!`,
    "Only the batch may be empty.",
  );
}

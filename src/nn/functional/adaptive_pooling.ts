/**
 * Pooling to a wanted size, as functions: windows that cover all elements as evenly as possible.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import {
  maxOfSpans,
  maxOfWindows,
  meanOfSpans,
  meanOfWindows,
  type Spans,
} from "../../ops/pooling.ts";
import type { Axis } from "../../ops/windows.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  checkFloating,
  checkRows,
  type Pooled,
  pooled,
  refuse,
  squeezed,
} from "./pooling_windows.ts";
import { checkWholes, listOf, type Size1d } from "./sizes.ts";

/** A wanted size: one number for all dimensions, or one for each; null keeps a dimension's size. */
export type OutputSize = number | null | readonly (number | null)[];

/** Options of adaptive max-pooling. */
export interface AdaptiveMaxPoolOptions<Indices extends boolean = boolean> {
  /** Whether to give the positions of the largest elements, too. Default: false. */
  returnIndices?: Indices;
}

/**
 * The mean of each of so many windows along the last dimension: window i of m reaches from
 * floor(i * L / m) to ceil((i + 1) * L / m).
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param outputSize how many windows
 * @returns [N, C, outputSize] or [C, outputSize]
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.adaptiveAvgPool1d(tensor([[1, 2, 6]]), 2).toArray()); // [[1.5, 4]]
 * ```
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: Size1d): Tensor {
  checkRows("adaptive_avg_pool1d", x);
  return mean(x.unsqueeze(-2), rows("adaptive_avg_pool1d", outputSize), 2).squeeze(-2);
}

/**
 * The mean of each of so many windows over the last two dimensions; see {@linkcode adaptiveAvgPool1d}.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param outputSize how many windows in each dimension; null for as many as elements
 * @returns [N, C, ...outputSize], or the same without N
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const features = ones(1, 8, 5, 7);
 * console.log(nn.functional.adaptiveAvgPool2d(features, 1).shape); // [1, 8, 1, 1]
 * console.log(nn.functional.adaptiveAvgPool2d(features, [2, null]).shape); // [1, 8, 2, 7]
 * ```
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: OutputSize): Tensor {
  return mean(x, outputSize, 2);
}

/**
 * The mean of each of so many windows over the last three dimensions; see {@linkcode adaptiveAvgPool1d}.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W], floating point
 * @param outputSize how many windows in each dimension; null for as many as elements
 * @returns [N, C, ...outputSize], or the same without N
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.adaptiveAvgPool3d(ones(2, 3, 3, 3), 2).shape); // [2, 2, 2, 2]
 * ```
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: OutputSize): Tensor {
  return mean(x, outputSize, 3);
}

/**
 * The largest element of each of so many windows along the last dimension; see
 * {@linkcode adaptiveAvgPool1d} for the windows.
 *
 * @param x [N, C, L] or [C, L], floating point
 * @param outputSize how many windows
 * @param options `returnIndices`
 * @returns [N, C, outputSize] or [C, outputSize]; with `returnIndices` also the positions in L, int32
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.adaptiveMaxPool1d(tensor([[1, 2, 6]]), 2).toArray()); // [[2, 6]]
 * ```
 */
export function adaptiveMaxPool1d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: Size1d,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): Pooled<Indices> {
  checkRows("adaptive_max_pool1d", x);
  const sizes = rows("adaptive_max_pool1d", outputSize);
  return pooled(squeezed(largest(x.unsqueeze(-2), sizes, 2)), options.returnIndices);
}

/**
 * The largest element of each of so many windows over the last two dimensions; see
 * {@linkcode adaptiveAvgPool1d} for the windows.
 *
 * @param x [N, C, H, W] or [C, H, W], floating point
 * @param outputSize how many windows in each dimension; null for as many as elements
 * @param options `returnIndices`
 * @returns [N, C, ...outputSize], or the same without N; with `returnIndices` also the positions,
 * row * W + column, int32
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.adaptiveMaxPool2d(ones(1, 5, 7), [2, null]).shape); // [1, 2, 7]
 * ```
 */
export function adaptiveMaxPool2d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: OutputSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): Pooled<Indices> {
  return pooled(largest(x, outputSize, 2), options.returnIndices);
}

/**
 * The largest element of each of so many windows over the last three dimensions; see
 * {@linkcode adaptiveAvgPool1d} for the windows.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W], floating point
 * @param outputSize how many windows in each dimension; null for as many as elements
 * @param options `returnIndices`
 * @returns [N, C, ...outputSize], or the same without N; with `returnIndices` also the positions,
 * (slice * H + row) * W + column, int32
 * @throws {RuntimeError} when shape, dtype or size make no sense
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.adaptiveMaxPool3d(ones(1, 5, 4, 3), 2).shape); // [1, 2, 2, 2]
 * ```
 */
export function adaptiveMaxPool3d<Indices extends boolean = false>(
  x: Tensor,
  outputSize: OutputSize,
  options: AdaptiveMaxPoolOptions<Indices> = {},
): Pooled<Indices> {
  return pooled(largest(x, outputSize, 3), options.returnIndices);
}

/** One dimension is pooled as rows of height 1. */
function rows(op: string, outputSize: Size1d): readonly [1, number] {
  const sizes = listOf(outputSize, 1);
  checkWholes(op, "output_size", sizes);
  if (sizes.length === 1) return [1, sizes[0]!];
  throw refuse(
    `${op}() argument 'output_size' should contain one int (got ${sizes.length})`,
    "There is one dimension to pool.",
  );
}

function mean(x: Tensor, outputSize: OutputSize, rank: number): Tensor {
  const op = `adaptive_avg_pool${rank}d`;
  checkRank(x, rank, `${op}(): Expected`, "but got");
  const counts = countsFor(x, outputSize, rank, `${op}: output_size must be ${rank}`);
  if (counts.some((n) => n < 0)) {
    throw refuse(
      // PyTorch's own words, the missing space among them.
      `adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {${
        [counts.slice(0, 2).join(", "), ...counts.slice(2)].join(",")
      }}`,
      COUNTS,
    );
  }
  if (counts.every((n) => n === 1)) {
    return x.mean(counts.map((_, i) => i - rank), { keepdim: true });
  }
  // Two dimensions need no channels.
  checkFilled(op, x, rank, rank === 2 ? x.ndim - 2 : 1);
  checkFloating(rank === 2 ? op : `${op}_cpu`, x);
  const { axes, spans } = placed(x, counts);
  if (axes === undefined) return meanOfSpans(x, spans);
  const size = sizeOf(axes.map(({ kernel }) => kernel));
  return meanOfWindows(x, axes, size, `AdaptiveAvgPool${rank}DBackward0`);
}

function largest(x: Tensor, outputSize: OutputSize, rank: number): ReturnType<typeof maxOfSpans> {
  const op = `adaptive_max_pool${rank}d`;
  checkRank(x, rank, `${op}(): Expected`, "but got:");
  checkFilled(op, x, rank, x.ndim - rank - 1);
  const words = `${op}(): internal error: output_size.size() must be ${rank}`;
  const counts = countsFor(x, outputSize, rank, words);
  const negative = counts.find((n) => n < 0);
  if (negative !== undefined) {
    throw refuse(
      `Trying to create tensor with negative dimension ${negative}: ${
        formatShape([...x.shape.slice(0, -rank), ...counts])
      }`,
      COUNTS,
    );
  }
  checkFloating(rank === 2 ? op : `${op}_cpu`, x);
  const { axes, spans } = placed(x, counts);
  const name = `AdaptiveMaxPool${rank}DBackward0`;
  return axes === undefined ? maxOfSpans(x, spans, name) : maxOfWindows(x, axes, name);
}

const COUNTS = "The output size says how many windows there are, 0 or more.";

/** How many windows there are along each dimension. */
function countsFor(x: Tensor, wanted: OutputSize, rank: number, words: string): number[] {
  const list = wanted === null || typeof wanted === "number"
    ? new Array<number | null>(rank).fill(wanted)
    : wanted;
  if (list.length !== rank) {
    throw refuse(words, `Pass one number for all ${rank} pooled dimensions, or one for each.`);
  }
  const counts = list.map((n, i) => n ?? x.size(i - rank));
  checkWholes("adaptive_pool", "output_size", counts);
  return counts;
}

function checkRank(x: Tensor, rank: number, expected: string, got: string): void {
  if (x.ndim === rank + 1 || x.ndim === rank + 2) return;
  throw new RuntimeError(
    "bad-dims",
    `${expected} ${rank + 1}D or ${rank + 2}D tensor, ${got} ${formatShape(x.shape)}`,
    "Before the pooled dimensions stand the channels, and perhaps a batch.",
  );
}

function checkFilled(op: string, x: Tensor, rank: number, from: number): void {
  const empty = x.shape.findIndex((n, d) => d >= from && n === 0);
  if (empty < 0) return;
  throw new RuntimeError(
    "bad-dims",
    `${op}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${
      formatShape(x.shape)
    } with dimension ${empty} being empty`,
    `There is nothing to pool in the last ${rank} dimensions.`,
  );
}

/** Where the windows lie: evenly if they can. */
function placed(
  x: Tensor,
  counts: readonly number[],
): { axes: Axis[] | undefined; spans: Spans[] } {
  const sizes = x.shape.slice(-counts.length);
  const even = counts.every((count, i) => count > 0 && sizes[i]! % count === 0);
  return {
    axes: even
      ? counts.map((count, i) => {
        const [size, kernel] = [sizes[i]!, sizes[i]! / count];
        return { size, kernel, stride: kernel, padding: 0, dilation: 1, count };
      })
      : undefined,
    spans: counts.map((count, i) => {
      const [size, windows] = [sizes[i]!, Array.from({ length: count }, (_, w) => w)];
      return {
        size,
        starts: windows.map((w) => Math.floor(w * size / count)),
        ends: windows.map((w) => Math.ceil((w + 1) * size / count)),
      };
    }),
  };
}

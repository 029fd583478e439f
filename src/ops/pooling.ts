/**
 * One number for each window: the largest element, or the mean.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { indexRule } from "../device/out_of_range.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor, tensor } from "../tensor/create.ts";
import { contiguousStrides, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ValuesAndIndices } from "./extremes.ts";
import { gather, indexSelect } from "./gather.ts";
import { indices } from "./make.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { reduceKept, reshaped } from "./reduction.ts";
import { scatterAdd } from "./scatter.ts";
import { expand, flatten, permute, reshape } from "./view.ts";
import { type Axis, countsOf, foldWindows, kernelsOf, spanOf, windowsOf } from "./windows.ts";

/** Windows of any places and lengths along one dimension. */
export interface Spans {
  /** How many elements there are. */
  readonly size: number;
  /** The first position of each window. */
  readonly starts: readonly number[];
  /** The position behind the last one of each. */
  readonly ends: readonly number[];
}

/** How positions follow from the number of a window, and of the largest element in it. */
interface Places {
  readonly size: number;
  readonly kernel: number;
  readonly dilation: number;
  /** For each window, the position of its first element, which may be padding. */
  readonly starts: readonly number[];
  /** The first and the last position of each window that are no padding. */
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
}

/** The largest element of each window, and its position among the elements of the pooled dimensions. */
export function maxOfWindows(x: Tensor, axes: readonly Axis[], name: string): ValuesAndIndices {
  const places = axes.map((axis): Places => {
    const { size, kernel, stride, padding, dilation, count } = axis;
    const starts = Array.from({ length: count }, (_, i) => i * stride - padding);
    // Among nothing but -inf the first is padding: the first element is meant.
    const firsts = starts.map((start) =>
      Math.min(start + dilation * Math.max(Math.ceil(-start / dilation), 0), size - 1)
    );
    const lasts = starts.map((start) => Math.min(start + spanOf(axis) - 1, size - 1));
    return { size, kernel, dilation, starts, firsts, lasts };
  });
  return largest(x, noGrad(() => windowsOf(x, axes, -Infinity)), places, name);
}

/** The same of windows that lie unevenly. */
export function maxOfSpans(x: Tensor, spans: readonly Spans[], name: string): ValuesAndIndices {
  const places = spans.map(({ size, starts, ends }): Places => ({
    size,
    kernel: longest({ starts, ends }),
    dilation: 1,
    starts,
    firsts: starts,
    lasts: ends.map((end) => end - 1),
  }));
  const windows = noGrad(() => {
    const rank = spans.length;
    const lead = x.ndim - rank;
    const picked = spans.reduce((part, span, i) => pick(part, lead + i, span), x);
    const split = reshape(picked, [
      ...x.shape.slice(0, lead),
      ...places.flatMap(({ starts, kernel }) => [starts.length, kernel]),
    ]);
    const dims = places.map((_, i) => lead + 2 * i);
    return permute(split, [...x.shape.keys().take(lead), ...dims, ...dims.map((d) => d + 1)]);
  });
  return largest(x, windows, places, name);
}

function longest({ starts, ends }: Pick<Spans, "starts" | "ends">): number {
  return ends.reduce((most, end, i) => Math.max(most, end - starts[i]!), 1);
}

/** The elements of all windows along one dimension, one window after the other, as long as the longest. */
function pick(x: Tensor, d: number, { starts, ends }: Spans): Tensor {
  const length = longest({ starts, ends });
  // What a window is short of repeats its last element, which then is not the first of its size.
  const positions = starts.flatMap((start, i) =>
    Array.from({ length }, (_, tap) => Math.min(start + tap, ends[i]! - 1))
  );
  return indexSelect(x, d, indices(positions, x.device));
}

function largest(
  x: Tensor,
  windows: Tensor,
  places: readonly Places[],
  name: string,
): ValuesAndIndices {
  const rank = places.length;
  const lead = x.ndim - rank;
  const { values, positions } = noGrad(() => {
    const kernels = [...windows.shape.keys()].slice(-rank);
    const shape = windows.shape.slice(0, -rank);
    const values = reshaped(reduceKept("max", windows, kernels, x.dtype), shape);
    const taps = reshaped(reduceKept("argmax", windows, kernels, "int32"), shape);
    return { values, positions: positionsOf(taps, places) };
  });
  const shape = x.shape;
  record(values, name, [[x, (grad) => {
    const plane = [...shape.slice(0, lead), sizeOf(shape.slice(lead))];
    const nothing = emptyTensor(plane, grad.dtype, grad.device);
    initialize(nothing, 0);
    const sums = scatterAdd(nothing, lead, flatten(positions, lead), flatten(grad, lead));
    return reshape(sums, shape);
  }, positions]]);
  return new ValuesAndIndices(values, positions);
}

/** From places inside windows to positions among all elements, row by row. */
function positionsOf(taps: Tensor, places: readonly Places[]): Tensor {
  const steps = contiguousStrides(places.map(({ size }) => size));
  const along = (numbers: readonly number[], i: number) =>
    reshape(indices(numbers, taps.device), [
      numbers.length,
      ...new Array<number>(places.length - 1 - i).fill(1),
    ]);
  let rest = taps;
  let positions: Tensor | undefined;
  for (const [i, { kernel, dilation, starts, firsts, lasts }] of [...places.entries()].reverse()) {
    const tap = pointwise("remainder", rest, kernel);
    const at = tap.mul(dilation).add(along(starts, i))
      .maximum(along(firsts, i)).minimum(along(lasts, i)).mul(steps[i]!);
    positions = positions === undefined ? at : positions.add(at);
    rest = pointwise("floorDivide", rest, kernel);
  }
  return positions!;
}

const UNPOOL = indexRule("max_unpool", {
  error: RuntimeError,
  words: (index, _, size) =>
    `Found an invalid max index: ${index} (output volumes are of size ${size})`,
});

/** Puts elements at positions of a larger plane that is zero elsewhere. */
export function putInPlane(x: Tensor, positions: Tensor, sizes: readonly number[]): Tensor {
  const lead = x.ndim - sizes.length;
  const output = noGrad(() => {
    const plane = emptyTensor([...x.shape.slice(0, lead), sizeOf(sizes)], x.dtype, x.device);
    initialize(plane, 0);
    const put = flatten(positions, lead);
    if (put.numel > 0) {
      const values = flatten(x, lead);
      const [to, at, from] = [plane.kernelView, put.kernelView, values.kernelView];
      x.device.backend.scatter(to, lead, at, from, "set", UNPOOL);
    }
    return reshaped(plane, [...x.shape.slice(0, lead), ...sizes]);
  });
  const shape = x.shape;
  return record(output, `MaxUnpool${sizes.length}DBackward0`, [
    [
      x,
      (grad) => reshape(gather(flatten(grad, lead), lead, flatten(positions, lead)), shape),
      positions,
    ],
  ]);
}

/**
 * The sum of each window, divided by a number for each.
 *
 * @param divisors a number for all windows, or for each dimension one for each of its windows: their
 * products divide
 */
export function meanOfWindows(
  x: Tensor,
  axes: readonly Axis[],
  divisors: number | readonly (readonly number[])[],
  name: string,
): Tensor {
  const divisor = typeof divisors === "number" ? divisors : noGrad(() => table(divisors, x));
  const kernels = axes.map((_, i) => i - axes.length);
  const output = noGrad(() => sum(windowsOf(x, axes), kernels).div(divisor));
  return record(output, name, [[x, (grad) => {
    const parts = grad.div(divisor);
    const windows = reshape(parts, [...parts.shape, ...axes.map(() => 1)]);
    const lead = x.shape.slice(0, -axes.length);
    return foldWindows(expand(windows, [...lead, ...countsOf(axes), ...kernelsOf(axes)]), axes);
  }]]);
}

/** The products of one number along each dimension. */
function table(factors: readonly (readonly number[])[], like: Tensor): Tensor {
  return factors.map((numbers, i) =>
    reshape(tensor([...numbers], { dtype: like.dtype, device: like.device }), [
      numbers.length,
      ...factors.slice(i + 1).map(() => 1),
    ])
  ).reduce((product, along) => product.mul(along));
}

/** The mean of each window, for windows that lie unevenly. */
export function meanOfSpans(x: Tensor, spans: readonly Spans[]): Tensor {
  const lead = x.ndim - spans.length;
  return spans.reduce((part, span, i) => {
    const [d, length] = [lead + i, longest(span)];
    const lengths = span.ends.map((end, w) => end - span.starts[w]!);
    const rest = new Array<number>(spans.length - 1 - i).fill(1);
    const column = reshape(indices(lengths, x.device), [lengths.length, 1, ...rest]);
    const taps = reshape(indices([...Array(length).keys()], x.device), [length, ...rest]);
    const picked = pick(part, d, span);
    const windows = reshape(picked, [
      ...picked.shape.slice(0, d),
      lengths.length,
      length,
      ...picked.shape.slice(d + 1),
    ]);
    const counted = pointwise("where", pointwise("lt", taps, column), windows, 0);
    return sum(counted, d + 1).div(reshape(column, [lengths.length, ...rest]).to(x.dtype));
  }, x);
}

/**
 * Elements by their rank: the k-th smallest, medians, and what occurs most often.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { isFloating } from "../tensor/dtype.ts";
import { checkWhole, formatShape, normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { movedim } from "./axes.ts";
import { ValuesAndIndices } from "./extremes.ts";
import { gather } from "./gather.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { dimsOf, type ReduceOptions, reshaped, resultShape, unreduced } from "./reduction.ts";
import { insertionPoints } from "./search.ts";
import { order, sendBack } from "./sort.ts";
import { flatten, narrow } from "./view.ts";

/** Rows in order, and which place in each row is meant: one for all, or [..., 1] of them. */
type Place = (sorted: ValuesAndIndices) => number | Tensor;

/** One element of every row along a dimension, chosen by its place when the row is in order. */
function pick(
  name: string,
  node: string,
  x: Tensor,
  dim: number,
  options: ReduceOptions,
  place: Place,
): ValuesAndIndices {
  const d = normalizeDim(dim, x.ndim);
  if (x.shape[d] === 0) {
    throw new IndexError(
      "empty",
      `${name}(): Expected reduction dim ${d} to have non-zero size.`,
      `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`,
    );
  }
  const list = dimsOf(x, dim);
  const chosen = noGrad(() => {
    const sorted = order(movedim(x, d, -1), Math.max(x.ndim - 1, 0));
    if (x.ndim === 0) return [...sorted];
    const at = place(sorted);
    return [...sorted].map((part) =>
      typeof at === "number" ? narrow(part, -1, at, 1).clone() : gather(part, -1, at)
    );
  });
  const shape = resultShape(x.shape, list, options.keepdim);
  const [values, indices] = chosen.map((part) => reshaped(part, shape));
  const before = x.shape;
  record(values!, node, [
    [
      x,
      (grad) => {
        const [part, at] = [grad, indices!].map((given) => unreduced(given, before, list));
        return sendBack(part!, before, d, at!);
      },
      indices!,
    ],
  ]);
  return new ValuesAndIndices(values!, indices!);
}

/** The k-th smallest element of every row along a dimension, counted from 1, and where it is. */
export function kthvalue(
  x: Tensor,
  k: number,
  dim = -1,
  options: ReduceOptions = {},
): ValuesAndIndices {
  checkWhole("kthvalue(): argument 'k' (position 1)", k);
  const d = normalizeDim(dim, x.ndim);
  const count = x.shape[d] ?? 1;
  if (count > 0 && (k < 1 || k > count)) {
    throw new RuntimeError(
      "out-of-range",
      `kthvalue(): selected number k out of range for dimension ${d}`,
      `k counts from 1, and there are ${count} elements: it is ${k}.`,
    );
  }
  return pick("kthvalue", "KthvalueBackward0", x, d, options, () => k - 1);
}

/** Where the median of rows in order is: the lower of two. NaN, which comes last, wins or is left out. */
function middle(sorted: Tensor, ignoresNaN: boolean): number | Tensor {
  const count = sorted.shape.at(-1)!;
  if (!isFloating(sorted.dtype)) return (count - 1) >> 1;
  const lost = sorted.isnan().sum(-1, { keepdim: true });
  if (ignoresNaN) return lost.neg().add(count - 1).floorDivide(2).clamp(0);
  return pointwise("where", lost.eq(0), (count - 1) >> 1, lost.neg().add(count));
}

function medianAlong(
  kind: "median" | "nanmedian",
  x: Tensor,
  dim: number,
  options: ReduceOptions,
): ValuesAndIndices {
  const node = kind === "median" ? "MedianBackward1" : "NanmedianBackward1";
  return pick(
    "median",
    node,
    x,
    dim,
    options,
    ({ values }) => middle(values, kind === "nanmedian"),
  );
}

function medianOfAll(kind: "median" | "nanmedian", x: Tensor): Tensor {
  const output = noGrad(() => {
    if (x.numel > 0) return medianAlong(kind, flatten(x), 0, {}).values;
    const nothing = emptyTensor([], x.dtype, x.device);
    initialize(nothing, isFloating(x.dtype) ? NaN : 0);
    return nothing;
  });
  return record(output, kind === "median" ? "MedianBackward0" : "NanmedianBackward0", [
    [
      x,
      (grad) => {
        // Equal elements share the gradient.
        const same = x.eq(output).logicalOr(x.isnan().logicalAnd(output.isnan())).to(grad.dtype);
        return same.mul(grad).div(same.sum());
      },
      x,
      output,
    ],
  ]);
}

/** The median of all elements: of an even number the lower of the two. NaN wins. */
export function median(x: Tensor): Tensor;
/** The medians along a dimension, and where they are. */
export function median(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function median(
  x: Tensor,
  dim?: number,
  options: ReduceOptions = {},
): Tensor | ValuesAndIndices {
  return dim === undefined ? medianOfAll("median", x) : medianAlong("median", x, dim, options);
}

/** The median of all elements that are numbers; NaN where none is. */
export function nanmedian(x: Tensor): Tensor;
/** The medians along a dimension of those elements that are numbers, and where they are. */
export function nanmedian(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function nanmedian(
  x: Tensor,
  dim?: number,
  options: ReduceOptions = {},
): Tensor | ValuesAndIndices {
  return dim === undefined
    ? medianOfAll("nanmedian", x)
    : medianAlong("nanmedian", x, dim, options);
}

/** The most frequent element of every row along a dimension, and where it is last. */
export function mode(x: Tensor, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
  return pick("mode", "ModeBackward0", x, dim, options, ({ values }) => {
    const [start, end] = [false, true].map((right) => insertionPoints(values, values, right));
    const runs = end!.sub(start!);
    // NaN equals nothing: each is a run of its own.
    const frequency = pointwise("where", values.isnan(), 1, runs);
    // The first of the longest runs is that of the smallest element.
    const found = frequency.argmax(-1, { keepdim: true });
    return found.add(gather(frequency, -1, found)).sub(1);
  });
}

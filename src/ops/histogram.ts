/**
 * How many numbers fall between edges.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { checkWhole, formatShape, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { to } from "./cast.ts";
import { counted, extremes } from "./count.ts";
import { requireSameDevice } from "./devices.ts";
import { requireTensor } from "./gather.ts";
import { linspace } from "./make.ts";
import { pointwise } from "./pointwise.ts";
import { insertionPoints } from "./search.ts";
import { contiguous, narrow, reshape } from "./view.ts";

/** A number in Python's spelling. */
function inPython(x: number): string {
  return String(x).replace("Infinity", "inf").replace("NaN", "nan");
}

/** What C++ calls a dtype that float32 or float64 was expected of. */
function nativeName({ dtype }: Tensor): string {
  return dtype === "float64" ? "double" : dtype.replace("32", "");
}

/** The ends of a range of bins: given, or those of the data, which are read back. */
function rangeOf(
  name: string,
  x: Tensor,
  min: number,
  max: number,
): [min: number, max: number] {
  const [low, high] = min === max && x.numel > 0 ? extremes(x) : [min, max];
  if (low > high) {
    throw new RuntimeError(
      "bad-range",
      `${name}: max must be larger than min`,
      "Give the lower end first.",
    );
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new RuntimeError(
      "bad-range",
      `${name}: range of [${inPython(low)}, ${inPython(high)}] is not finite`,
      "Give a range: histc(x, bins, min, max).",
    );
  }
  return low === high ? [low - 1, high + 1] : [low, high];
}

/**
 * How many elements fall into each of some bins of equal width; those outside, and NaN, are not counted.
 * Not differentiable.
 *
 * @param x float, any shape
 * @param bins how many bins
 * @param min the lower end; where both ends are equal, the range is that of the data, which is read back
 * @param max the upper end, which belongs to the last bin
 * @returns the counts, of x's dtype
 * @throws {RuntimeError} `torch.histc: max must be larger than min`
 *
 * @example
 * ```ts
 * import { histc, tensor } from "@hibana/hibana";
 *
 * console.log(histc(tensor([1, 2, 1]), 4, 0, 3).toArray()); // [0, 2, 1, 0]
 * ```
 */
export function histc(x: Tensor, bins = 100, min = 0, max = 0): Tensor {
  checkWhole("histc(): argument 'bins' (position 1)", bins);
  if (!isFloating(x.dtype)) {
    throw new RuntimeError(
      "dtype-refused",
      `"histogram_cpu" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float(), or bincount() for whole numbers.",
    );
  }
  if (bins <= 0) {
    throw new RuntimeError(
      "bad-bins",
      `torch.histogram(): bins must be > 0, but got ${bins} for dimension 0`,
      "Bins are counted: 1 at least.",
    );
  }
  const [low, high] = rangeOf("torch.histc", x, min, max);
  return noGrad(() => {
    const values = reshape(x.detach(), [x.numel]);
    const places = values.sub(low).mul(bins).div(high - low);
    const inside = values.ge(low).logicalAnd(values.le(high));
    // What is not counted goes to a bin of its own.
    const found = pointwise("where", inside, pointwise("minimum", places.floor(), bins - 1), bins);
    return to(narrow(counted(to(found, "int32"), 1, bins + 1, "int32"), 0, 0, bins), x.dtype);
  });
}

/** What {@linkcode histogram} gives. */
export interface Histogram {
  /** The counts, or sums of weights, or densities. */
  readonly hist: Tensor;
  /** Where bins begin and end, one more than there are bins. */
  readonly binEdges: Tensor;
}

/** Options of {@linkcode histogram}. */
export interface HistogramOptions {
  /** The ends of the bins, where their number is given. Default: those of the data, which are read back. */
  range?: readonly [min: number, max: number];
  /** Add these up instead of counting: of x's shape and dtype. */
  weight?: Tensor;
  /** Divide by the total and by the width of the bins, so that the area is 1. Default: false. */
  density?: boolean;
}

/**
 * How many elements fall into each bin, or the sum of their weights; those outside are not counted. A bin
 * reaches from its edge up to but without the next one, the last one with it. Not differentiable.
 *
 * @param x float32 or float64, any shape
 * @param bins how many bins of equal width, or the edges, in order
 * @param options `range`, `weight`, `density`
 * @throws {RuntimeError} for a range that is not finite, or upside down
 *
 * @example
 * ```ts
 * import { histogram, tensor } from "@hibana/hibana";
 *
 * const { hist, binEdges } = histogram(tensor([1, 2, 1]), 4, { range: [0, 3] });
 * console.log(hist.toArray()); // [0, 2, 1, 0]
 * console.log(binEdges.toArray()); // [0, 0.75, 1.5, 2.25, 3]
 * ```
 */
export function histogram(
  x: Tensor,
  bins: number | Tensor,
  options: HistogramOptions = {},
): Histogram {
  const { weight, density = false } = options;
  if (x.dtype !== "float32" && x.dtype !== "float64") {
    throw new RuntimeError(
      "dtype-refused",
      `"histogramdd" not implemented for '${scalarTypeName(x.dtype)}'`,
      "Write x.float(), or bincount() for whole numbers.",
    );
  }
  const binEdges = typeof bins === "number"
    ? evenEdges(x, bins, options.range)
    : checkEdges(x, bins);
  if (weight !== undefined) checkWeight(x, weight);
  const count = binEdges.numel - 1;
  if (count <= 0) throw noBins(count);
  const hist = noGrad(() => {
    const values = reshape(x.detach(), [x.numel]);
    // The last bin has its upper edge.
    const last = values.eq(narrow(binEdges, 0, count, 1));
    const found = insertionPoints(binEdges, contiguous(values), true).sub(1).sub(last.int());
    const inside = found.ge(0).logicalAnd(found.lt(count));
    // What is not counted goes to a bin of its own.
    const places = pointwise("where", inside, found, count);
    const given = weight === undefined ? 1 : reshape(weight.detach(), [x.numel]);
    const sums = narrow(counted(places, given, count + 1, x.dtype), 0, 0, count);
    if (!density) return sums.clone();
    const widths = narrow(binEdges, 0, 1, count).sub(narrow(binEdges, 0, 0, count));
    return sums.div(sums.sum()).div(widths);
  });
  return { hist, binEdges };
}

function noBins(count: number): RuntimeError {
  return new RuntimeError(
    "bad-bins",
    `torch.histogram(): bins must be > 0, but got ${count} for dimension 0`,
    "A bin has two edges.",
  );
}

function evenEdges(x: Tensor, bins: number, range: readonly number[] | undefined): Tensor {
  checkWhole("histogram(): argument 'bins'", bins);
  if (bins <= 0) throw noBins(bins);
  if (range !== undefined && range.length !== 2) {
    throw new RuntimeError(
      "bad-range",
      `torch.histogramdd: for a 1-dimensional histogram range should have 2 elements, but got ${range.length}`,
      "Write { range: [min, max] }.",
    );
  }
  const [min = 0, max = 0] = range ?? (x.numel === 0 ? [0, 1] : extremes(x));
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw new RuntimeError(
      "bad-range",
      `torch.histogramdd: dimension 0's range [${inPython(min)}, ${inPython(max)}] is not finite`,
      "Give a range: { range: [min, max] }.",
    );
  }
  if (min > max) {
    throw new RuntimeError(
      "bad-range",
      `torch.histogramdd: min should not exceed max, but got min ${min} max ${max} for dimension 0`,
      "Give the lower end first.",
    );
  }
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  return linspace(low, high, bins + 1, { dtype: x.dtype, device: x.device });
}

function checkEdges(x: Tensor, bins: Tensor): Tensor {
  requireTensor("histogram", "bins", bins);
  requireSameDevice("histogram", x, bins);
  const wrong = bins.dtype !== x.dtype
    ? `input tensor and bins tensors should have the same dtype, but got input with dtype ${
      nativeName(x)
    } and bins for dimension 0 with dtype ${nativeName(bins)}`
    : bins.ndim !== 1
    ? `bins tensor should have one dimension, but got ${bins.ndim} dimensions in the bins tensor for dimension 0`
    : bins.numel === 0
    ? "bins tensor should have at least 1 element, but got 0 elements in the bins tensor for dimension 0"
    : undefined;
  if (wrong === undefined) return contiguous(bins.detach());
  throw new RuntimeError(
    "bad-bins",
    `torch.histogramdd: ${wrong}`,
    "Edges are a vector of x's dtype, in order, one more than there are bins.",
  );
}

function checkWeight(x: Tensor, weight: Tensor): void {
  requireTensor("histogram", "weight", weight);
  requireSameDevice("histogram", x, weight);
  const wrong = !sameShape(x.shape, weight.shape)
    ? `if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape [${x.numel}, 1] and weight with shape ${
      formatShape([weight.numel])
    }`
    : weight.dtype !== x.dtype
    ? `if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got input(${
      nativeName(x)
    }), and weight(${nativeName(weight)})`
    : undefined;
  if (wrong === undefined) return;
  throw new RuntimeError(
    "bad-weight",
    `torch.histogramdd: ${wrong}`,
    `Every element has a weight: shape ${formatShape(x.shape)}, ${x.dtype}.`,
  );
}

/**
 * Quantiles: values below which a given part of the elements lies.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";
import { movedim } from "./axes.ts";
import { elements } from "./cast.ts";
import { requireSameDevice } from "./devices.ts";
import { gather } from "./gather.ts";
import { fullLike } from "./make.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { dimsOf, type ReduceOptions, resultShape } from "./reduction.ts";
import { sort } from "./sort.ts";
import { flatten, reshape } from "./view.ts";

/** What a quantile between two elements is; `nearest` rounds halves to the even position. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

const INTERPOLATIONS: readonly string[] = ["linear", "lower", "higher", "midpoint", "nearest"];

/** Options of quantiles. */
export interface QuantileOptions extends ReduceOptions {
  /** What a quantile between two elements is. Default: `linear`. */
  interpolation?: Interpolation;
}

/** Positions beyond this are not exact in float32, in which they are computed. */
const LONGEST = 2 ** 24;

/** The q-th quantiles of all elements, or along a dimension. NaN among the elements wins. */
export function quantile(
  x: Tensor,
  q: Tensor | number,
  dim?: number | null,
  options: QuantileOptions = {},
): Tensor {
  return quantiles(x, q, dim, options, false);
}

/** The q-th quantiles of those elements that are numbers; NaN where none is. */
export function nanquantile(
  x: Tensor,
  q: Tensor | number,
  dim?: number | null,
  options: QuantileOptions = {},
): Tensor {
  return quantiles(x, q, dim, options, true);
}

function quantiles(
  x: Tensor,
  q: Tensor | number,
  dim: number | null | undefined,
  { keepdim, interpolation = "linear" }: QuantileOptions,
  ignoresNaN: boolean,
): Tensor {
  const parts = checked(x, q, interpolation);
  const list = dimsOf(x, dim);
  const rows = dim === undefined || dim === null
    ? flatten(x)
    : x.ndim === 0
    ? reshape(x, [1])
    : movedim(x, dim, -1);
  const last = rows.shape.at(-1)! - 1;
  if (last >= LONGEST) {
    refuse(
      "quantile() input tensor is too large",
      `Positions are computed in ${x.dtype}: ${LONGEST} elements at most.`,
    );
  }
  const sorted = sort(rows).values;
  const places = placesOf(sorted, parts, ignoresNaN);
  const found = between(sorted, places, interpolation);
  const shape = resultShape(x.shape, list, keepdim);
  if (parts.ndim === 0) return reshape(found, shape);
  // One quantile after the other, the first q in front.
  return reshape(movedim(found, -1, 0), [parts.numel, ...shape]);
}

/** For every row, [..., n], the position of each quantile, [..., q], with its fraction. */
function placesOf(sorted: Tensor, q: Tensor, ignoresNaN: boolean): Tensor {
  const last = sorted.shape.at(-1)! - 1;
  const parts = reshape(q, [q.numel]);
  const lost = noGrad(() => sorted.isnan());
  if (ignoresNaN) {
    const numbers = lost.logicalNot().sum(-1, { keepdim: true });
    const places = parts.mul(numbers.sub(1));
    return pointwise("where", places.lt(0), 0, places);
  }
  // NaN comes last, and is what a row that has one gives.
  return pointwise("where", lost.any(-1, { keepdim: true }), last, parts.mul(last));
}

/** The elements at positions with fractions. */
function between(sorted: Tensor, places: Tensor, interpolation: Interpolation): Tensor {
  const at = (position: Tensor) => gather(sorted, -1, position.detach().int());
  switch (interpolation) {
    case "lower":
      return at(places.floor());
    case "higher":
      return at(places.ceil());
    case "nearest":
      return at(places.round());
    case "linear":
    case "midpoint": {
      const below = places.detach().floor();
      const weight = interpolation === "linear" ? places.sub(below) : fullLike(places, 0.5);
      return at(below).lerp(at(places.ceil()), weight);
    }
  }
}

/** q as a tensor, when everything is as it must be. */
function checked(x: Tensor, q: Tensor | number, interpolation: string): Tensor {
  if (!(q instanceof Tensor) && typeof q !== "number") {
    throw new TypeError(
      `quantile(): argument 'q' must be Tensor or float, not ${
        Array.isArray(q) ? "list" : typeof q
      }\nWrite a number between 0 and 1, or tensor([0.25, 0.75]) for several.`,
    );
  }
  if (typeof q === "number" && !(q >= 0 && q <= 1)) {
    refuse(
      `quantile() q must be in the range [0, 1] but got ${Number.isNaN(q) ? "nan" : q}`,
      "0 is the smallest element, 1 the largest, 0.5 the median: divide percentages by 100.",
    );
  }
  if (x.numel === 0) refuse("quantile() input tensor must be non-empty", "There is nothing in it.");
  if (q instanceof Tensor && q.ndim > 1) {
    refuse("quantile() q must be a scalar or 1D tensor", "Flatten it: q.flatten().");
  }
  if (x.dtype !== "float32" && x.dtype !== "float64") {
    refuse(
      "quantile() input tensor must be either float or double dtype",
      `This one is ${x.dtype}: write x.float().`,
    );
  }
  if (!INTERPOLATIONS.includes(interpolation)) {
    refuse(
      `quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${interpolation}`,
      "linear, the default, goes between two elements in proportion.",
    );
  }
  if (typeof q === "number") {
    const scalar = emptyTensor([], x.dtype, x.device);
    initialize(scalar, q);
    return scalar;
  }
  if (q.dtype !== x.dtype) {
    refuse(
      "quantile() q tensor must be same dtype as the input tensor",
      `q is ${q.dtype}, the tensor ${x.dtype}: write q.to(x.dtype).`,
    );
  }
  requireSameDevice("quantile", x, q);
  const readable = x.device.type !== "meta" && !x.device.backend.outsideHeap;
  if (readable && !elements(q).every((part) => part >= 0 && part <= 1)) {
    refuse(
      "quantile() q values must be in the range [0, 1]",
      "0 is the smallest element, 1 the largest, 0.5 the median: divide percentages by 100.",
    );
  }
  return q;
}

function refuse(message: string, fix: string): never {
  throw new RuntimeError("bad-argument", message, fix);
}

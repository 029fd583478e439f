/**
 * Finding values among sorted ones, and among any.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type DType, dtypeOfNumber, resultType } from "../tensor/dtype.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { requireSameDevice } from "./devices.ts";
import { gather } from "./gather.ts";
import { initialize } from "./pointwise.ts";
import { order } from "./sort.ts";
import { flatten, reshape } from "./view.ts";

/** Options of {@linkcode searchsorted}. */
export interface SearchOptions {
  /** Behind equal elements rather than before them. Default: false. */
  right?: boolean;
  /** The same in a word: `"right"` for `right: true`. */
  side?: "left" | "right";
  /** Positions that put the sequence in order, as `argsort` gives them, where it is not sorted. */
  sorter?: Tensor;
}

/** Options of {@linkcode isin}. */
export interface IsinOptions {
  /** Says that no element occurs twice on either side. Nothing follows from it here. */
  assumeUnique?: boolean;
  /** Tell which elements are not there. Default: false. */
  invert?: boolean;
}

/** Runs a device's search; sequence [..., N] and values [..., M] share leading dimensions and dtype. */
export function insertionPoints(sequence: Tensor, values: Tensor, right: boolean): Tensor {
  const output = emptyTensor(values.shape, "int32", values.device);
  values.device.backend.searchSorted(
    sequence.kernelView,
    values.kernelView,
    output.kernelView,
    right,
  );
  return output;
}

/**
 * Where values belong in sorted sequences: the number of elements that are less, or with `right` less
 * or equal. NaN counts as larger than every number, in the sequence, too.
 *
 * @param sequence [N], or [..., N] with the leading dimensions of the values; in order along the last
 * @param values any shape for a sequence [N], else [..., M]; or a number, for a sequence [N]
 * @param options `right` (false), `side` ("left"), `sorter` of the sequence's shape
 * @returns positions from 0 to N, int32, at the values' shape
 * @throws {RuntimeError} when shapes do not fit, or side says the opposite of right
 *
 * @example
 * ```ts
 * import { searchsorted, tensor } from "@hibana/hibana";
 *
 * const edges = tensor([1, 3, 5, 7]);
 * console.log(searchsorted(edges, tensor([3, 6])).toArray()); // [1, 3]
 * console.log(searchsorted(edges, 3, { right: true }).item()); // 2
 * ```
 */
export function searchsorted(
  sequence: Tensor,
  values: Tensor | number,
  options: SearchOptions = {},
): Tensor {
  requireTensor("searchsorted", "sorted_sequence", sequence);
  const right = sideOf(options);
  const wanted = operandLike("searchsorted", "input", values, sequence);
  requireSameDevice("searchsorted", sequence, wanted);
  const { sorter } = options;
  if (sorter !== undefined && !sameShape(sorter.shape, sequence.shape)) {
    refuse(
      `torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor ${
        formatShape(sequence.shape)
      }and got sorter tensor ${formatShape(sorter.shape)}`,
      "sorter is what sequence.argsort() gives.",
    );
  }
  checkShapes(sequence, wanted);
  return noGrad(() => {
    const [rows, found] = promoted(sequence, wanted);
    const sorted = sorter === undefined ? rows : gather(rows, -1, sorter);
    if (sequence.ndim > 1) return insertionPoints(sorted, found, right);
    return reshape(insertionPoints(sorted, flatten(found), right), wanted.shape);
  });
}

/**
 * The number of the bucket that each value falls into, between boundaries in order: with N boundaries
 * there are N + 1 buckets. A value on a boundary belongs to the bucket before it, or with `right` to the
 * one behind it.
 *
 * @param values a tensor of any shape, or a number
 * @param boundaries [N], in order
 * @param options `right` (false)
 * @returns numbers from 0 to N, int32, at the values' shape
 * @throws {RuntimeError} when the boundaries are no vector
 *
 * @example
 * ```ts
 * import { bucketize, tensor } from "@hibana/hibana";
 *
 * console.log(bucketize(tensor([0, 3, 9]), tensor([1, 3, 5])).toArray()); // [0, 1, 3]
 * ```
 */
export function bucketize(
  values: Tensor | number,
  boundaries: Tensor,
  options: { right?: boolean } = {},
): Tensor {
  requireTensor("bucketize", "boundaries", boundaries);
  if (boundaries.ndim !== 1) {
    refuse(
      `boundaries tensor must be 1 dimension, but got dim(${boundaries.ndim})`,
      "searchsorted() takes a sequence for every row of values.",
    );
  }
  return searchsorted(boundaries, values, options);
}

/**
 * Which elements are among others, as bool. NaN is nowhere.
 *
 * @param elements a tensor, or a number
 * @param testElements what to look among: a tensor of any shape, or a number
 * @param options `invert` (false); `assumeUnique`, from which nothing follows
 * @returns bool, at the elements' shape
 * @throws {TypeError} when neither is a tensor
 *
 * @example
 * ```ts
 * import { isin, tensor } from "@hibana/hibana";
 *
 * console.log(isin(tensor([1, 2, 3]), tensor([2, 3])).toArray()); // [false, true, true]
 * ```
 */
export function isin(
  elements: Tensor | number,
  testElements: Tensor | number,
  options: IsinOptions = {},
): Tensor {
  const like = elements instanceof Tensor ? elements : testElements;
  requireTensor("isin", "elements", like);
  const given = operandLike("isin", "elements", elements, like);
  const tested = operandLike("isin", "test_elements", testElements, like);
  requireSameDevice("isin", given, tested);
  return noGrad(() => {
    const { invert = false } = options;
    if (tested.numel === 0) return given.zerosLike({ dtype: "bool" }).logicalXor(invert);
    const [wanted, candidates] = promoted(given, tested).map((x) => flatten(x));
    const { values: sorted } = order(candidates!, 0);
    const place = insertionPoints(sorted, wanted!, false).clamp(null, tested.numel - 1);
    const nearest = gather(sorted, 0, place);
    return reshape(invert ? wanted!.ne(nearest) : wanted!.eq(nearest), given.shape);
  });
}

function requireTensor(name: string, argument: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor) return;
  throw new TypeError(
    `${name}(): argument '${argument}' must be Tensor, not ${
      Array.isArray(value) ? "list" : typeof value
    }\nMake it a tensor first: tensor(value).`,
  );
}

/** A tensor as it is, a number as a 0-d tensor beside another. */
function operandLike(name: string, argument: string, value: Tensor | number, like: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== "number") requireTensor(name, argument, value);
  const scalar = emptyTensor([], dtypeOfNumber(value), like.device);
  initialize(scalar, value);
  return scalar;
}

/** Both in the dtype that holds the values of both. */
function promoted(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const dtype: DType = resultType([a, b].map((x) => ({
    dtype: x.dtype,
    priority: x.ndim > 0 ? "dimensioned" : "zero-dim",
  })));
  return [a.to(dtype), b.to(dtype)];
}

function sideOf({ right = false, side }: SearchOptions): boolean {
  if (side !== undefined && side !== "left" && side !== "right") {
    refuse(
      `torch.searchsorted(): side can only be 'left' or 'right' but got ${side}`,
      'Left is before equal elements, right behind them: side: "right".',
    );
  }
  if (right && side === "left") {
    refuse(
      "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True",
      "One of them is enough.",
    );
  }
  return right || side === "right";
}

function checkShapes(sequence: Tensor, values: Tensor): void {
  if (values.ndim === 0 && sequence.ndim !== 1) {
    refuse(
      `torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(${sequence.ndim}) and input value's dim(0) numel(1)`,
      "Several sequences take values [..., M]: one row of them for each.",
    );
  }
  if (sequence.ndim === 0) {
    refuse(
      "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension",
      "A sequence is a vector: sequence.reshape(1).",
    );
  }
  const fits = sequence.ndim === 1 ||
    sameShape(sequence.shape.slice(0, -1), values.shape.slice(0, -1));
  if (!fits) {
    refuse(
      `torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor ${
        formatShape(sequence.shape)
      } and input value tensor ${formatShape(values.shape)}`,
      "expand() repeats the values, or the sequence, for every row.",
    );
  }
}

function refuse(message: string, fix: string): never {
  throw new RuntimeError("bad-argument", message, fix);
}

/**
 * Elements without repetitions.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { IndexError, NotImplementedError, RuntimeError } from "../errors.ts";
import { formatShape, normalizeDim, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { movedim } from "./axes.ts";
import { gather, indexSelect } from "./gather.ts";
import { cat } from "./join.ts";
import { arange, empty, full } from "./make.ts";
import { pointwise } from "./pointwise.ts";
import { insertionPoints } from "./search.ts";
import { order } from "./sort.ts";
import { flatten, narrow, reshape, select } from "./view.ts";

/** Options of {@linkcode uniqueConsecutive}, and of {@linkcode unique}. */
export interface UniqueConsecutiveOptions {
  /** Also give, for every element, where it is among the unique ones. Default: false. */
  returnInverse?: boolean;
  /** Also give how often each unique element occurs. Default: false. */
  returnCounts?: boolean;
  /** Compare slices along a dimension, rather than single elements. */
  dim?: number | null;
}

/** Options of {@linkcode unique}. */
export interface UniqueOptions extends UniqueConsecutiveOptions {
  /** In ascending order. They always are here; PyTorch may leave it when told `false`. */
  sorted?: boolean;
}

/** The unique elements, or a list of them with what was asked for besides. */
export type UniqueResult<Options> = Options extends { returnInverse: true; returnCounts: true }
  ? [values: Tensor, inverse: Tensor, counts: Tensor]
  : Options extends { returnInverse: true } ? [values: Tensor, inverse: Tensor]
  : Options extends { returnCounts: true } ? [values: Tensor, counts: Tensor]
  : Tensor;

/** Every element that occurs, once, in ascending order. */
export function unique<const Options extends UniqueOptions>(
  x: Tensor,
  options?: Options,
): UniqueResult<Options> {
  const { dim } = options ?? {};
  const name = dim === undefined || dim === null ? "_unique2" : "unique_dim";
  return distinct(name, x, options ?? {}, lexicographic) as UniqueResult<Options>;
}

/** The elements without those that equal the one before. */
export function uniqueConsecutive<const Options extends UniqueConsecutiveOptions>(
  x: Tensor,
  options?: Options,
): UniqueResult<Options> {
  return distinct("unique_consecutive", x, options ?? {}) as UniqueResult<Options>;
}

const NODES: Readonly<Record<string, string>> = {
  _unique2: "Unique2Backward0",
  unique_dim: "UniqueDimBackward0",
  unique_consecutive: "UniqueConsecutiveBackward0",
};

function distinct(
  name: string,
  x: Tensor,
  { returnInverse = false, returnCounts = false, dim }: UniqueConsecutiveOptions,
  orderOf?: (rows: Tensor) => Tensor,
): Tensor | Tensor[] {
  const d = dim === undefined || dim === null ? undefined : dimOf(x, dim);
  const results = noGrad(() => {
    const slices = d === undefined ? flatten(x) : movedim(x, d, 0);
    const [count, ...rest] = slices.shape;
    const rows = reshape(slices, [count!, sizeOf(rest)]);
    const found = groups(rows, orderOf?.(rows), returnInverse);
    const values = movedim(reshape(found.rows, [found.counts.numel, ...rest]), 0, d ?? 0);
    const inverse = d === undefined && found.inverse !== undefined
      ? reshape(found.inverse, x.shape)
      : found.inverse;
    return { values: values.contiguous(), inverse, counts: found.counts };
  });
  const { inverse, counts } = results;
  const values = record(results.values, NODES[name]!, [[x, () => {
    throw new NotImplementedError(
      "no-gradient",
      `the derivative for '${name}' is not implemented.`,
      "How many elements are unique changes in jumps: write x.detach() before it.",
    );
  }]]);
  if (!returnInverse && !returnCounts) return values;
  return [values, ...(inverse === undefined ? [] : [inverse]), ...(returnCounts ? [counts] : [])];
}

function dimOf(x: Tensor, dim: number): number {
  if (x.ndim === 0) {
    throw new IndexError(
      "zero-dim",
      `Dimension specified as ${dim} but tensor has no dimensions`,
      "Leave dim out: a 0-d tensor has one element.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  if (x.numel === 0 && x.shape.some((n, axis) => axis !== d && n === 0)) {
    throw new RuntimeError(
      "empty",
      "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
      `The slices along dimension ${d} of shape ${formatShape(x.shape)} have nothing to compare.`,
    );
  }
  return d;
}

/** The order of rows [N, M]: by the first column, where that is equal by the second, and so on. */
function lexicographic(rows: Tensor): Tensor {
  // Sorting keeps the order of equal elements: so from the last column to the first.
  const last = rows.shape[1]! - 1;
  let place = order(select(rows, 1, last), 0).indices;
  for (let column = last - 1; column >= 0; column--) {
    const keys = gather(select(rows, 1, column), 0, place);
    place = gather(place, 0, order(keys, 0).indices);
  }
  return place;
}

/** The first row of each group of equal neighbours among rows [N, M] that are taken in an order. */
function groups(
  rows: Tensor,
  place: Tensor | undefined,
  withInverse: boolean,
): { rows: Tensor; inverse: Tensor | undefined; counts: Tensor } {
  const count = rows.shape[0]!;
  const like = { dtype: "int32", device: rows.device } as const;
  if (count === 0) return { rows, inverse: empty(0, like), counts: empty(0, like) };
  const inOrder = place === undefined ? rows : indexSelect(rows, 0, place);
  const changes = pointwise(
    "ne",
    narrow(inOrder, 0, 1, count - 1),
    narrow(inOrder, 0, 0, count - 1),
  ).any(1);
  const starts = cat([full([1], true, { device: rows.device }), changes]);
  // The one thing that has to be read back: how many there are.
  const found = Number(starts.sum().item());
  // Sorting keeps the order of equal elements, and so finds what is true.
  const first = narrow(order(starts, 0, true).indices, 0, 0, found);
  const ends = cat([narrow(first, 0, 1, found - 1), full([1], count, like)]);
  return {
    rows: indexSelect(inOrder, 0, first),
    inverse: withInverse ? inverseOf(first, place, count) : undefined,
    counts: ends.sub(first),
  };
}

/** The group of each row, by where its groups start and where the row went. */
function inverseOf(first: Tensor, place: Tensor | undefined, count: number): Tensor {
  const went = place === undefined
    ? arange(count, { device: first.device })
    : order(place, 0).indices;
  return insertionPoints(first, went, true).sub(1);
}

/**
 * The same elements in another order, or several times: copies, unlike views.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { scalarTypeName } from "../tensor/dtype.ts";
import { checkWhole, normalizeDim, normalizeDims } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { elements } from "./cast.ts";
import { indexSelect } from "./gather.ts";
import { cat } from "./join.ts";
import { indices } from "./make.ts";
import { pointwise } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { expand, flatten, narrow, reshape, transpose, unsqueeze } from "./view.ts";

/**
 * The elements in reverse order along dimensions. A copy, as PyTorch's.
 *
 * @param x any tensor
 * @param dims the dimensions
 *
 * @example
 * ```ts
 * import { arange, flip } from "@hibana/hibana";
 *
 * console.log(flip(arange(3), 0).toArray()); // [2, 1, 0]
 * ```
 */
export function flip(x: Tensor, ...dims: number[] | [dims: readonly number[]]): Tensor {
  const list = normalizeDims(dims.flat(), x.ndim);
  const output = noGrad(() => pointwise("clone", backwards(x, list)));
  return record(output, "FlipBackward0", [[x, (grad) => flip(grad, list)]]);
}

/** The same storage, walked from the end. Not for users: PyTorch has no negative strides. */
function backwards(x: Tensor, dims: readonly number[]): Tensor {
  let offset = x.storageOffset;
  for (const d of dims) offset += Math.max(x.shape[d]! - 1, 0) * x.strides[d]!;
  const strides = x.strides.map((stride, d) => dims.includes(d) ? -stride : stride);
  return new Tensor(x.storage, { shape: x.shape, strides, offset });
}

/** Matrices with their columns in reverse order; see {@linkcode flip}. */
export function fliplr(x: Tensor): Tensor {
  if (x.ndim >= 2) return flip(x, 1);
  throw new RuntimeError(
    "bad-dims",
    "Input must be >= 2-d.",
    "fliplr() turns columns around: flip(x, 0) turns a vector.",
  );
}

/** Tensors with their rows in reverse order; see {@linkcode flip}. */
export function flipud(x: Tensor): Tensor {
  if (x.ndim >= 1) return flip(x, 0);
  throw new RuntimeError("bad-dims", "Input must be >= 1-d.", "A 0-d tensor has no rows.");
}

/**
 * The elements moved on along dimensions; those that fall off one end come in at the other.
 *
 * @param x any tensor
 * @param shifts how far; negative to the front
 * @param dims along which dimensions, one for each shift; without any the elements move on in row-major
 * order
 * @throws {RuntimeError} `shifts and dimensions must align. shifts: 2, dims:1`
 *
 * @example
 * ```ts
 * import { arange, roll } from "@hibana/hibana";
 *
 * console.log(roll(arange(4), 1).toArray()); // [3, 0, 1, 2]
 * ```
 */
export function roll(
  x: Tensor,
  shifts: number | readonly number[],
  dims: number | readonly number[] = [],
): Tensor {
  const [steps, along] = [[shifts].flat(), [dims].flat()] as [number[], number[]];
  for (const step of steps) checkWhole("roll(): argument 'shifts'", step);
  if (steps.length === 0) {
    throw new RuntimeError(
      "bad-shifts",
      "`shifts` required",
      "Say how far the elements move: roll(1).",
    );
  }
  const ofAll = along.length === 0 && steps.length === 1;
  if (!ofAll && steps.length !== along.length) {
    throw new RuntimeError(
      "bad-shifts",
      `shifts and dimensions must align. shifts: ${steps.length}, dims:${along.length}`,
      "Each dimension needs one shift.",
    );
  }
  const list = along.map((d) => normalizeDim(d, x.ndim));
  const output = noGrad(() => {
    if (ofAll) return reshape(rolled(flatten(x), steps[0]!, 0), x.shape);
    return steps.reduce((result, step, i) => rolled(result, step, list[i]!), x);
  });
  const back = steps.map((step) => -step);
  const fresh = output.storage === x.storage ? pointwise("clone", output.detach()) : output;
  return record(fresh, "RollBackward0", [[x, (grad) => roll(grad, back, list)]]);
}

function rolled(x: Tensor, shift: number, dim: number): Tensor {
  const n = x.shape[dim] ?? 1;
  if (n < 2 || shift % n === 0) return x;
  const cut = n - ((shift % n) + n) % n;
  return cat([narrow(x, dim, cut, n - cut), narrow(x, dim, 0, cut)], dim);
}

/**
 * The plane of two dimensions turned by quarters of a circle, from the first towards the second.
 *
 * @param x two or more dimensions
 * @param k how many quarters; negative the other way
 * @param dims the two dimensions
 *
 * @example
 * ```ts
 * import { rot90, tensor } from "@hibana/hibana";
 *
 * console.log(rot90(tensor([[1, 2], [3, 4]])).toArray()); // [[2, 4], [1, 3]]
 * ```
 */
export function rot90(x: Tensor, k = 1, dims: readonly number[] = [0, 1]): Tensor {
  checkWhole("rot90(): argument 'k'", k);
  checkPlane(x, dims);
  const [from, to] = dims.map((d) => normalizeDim(d, x.ndim)) as [number, number];
  const output = noGrad(() => {
    switch (((k % 4) + 4) % 4) {
      case 1:
        return transpose(flip(x, to), from, to);
      case 2:
        return flip(x, from, to);
      case 3:
        return transpose(flip(x, from), from, to);
      default:
        return pointwise("clone", x);
    }
  });
  return record(output, "Rot90Backward0", [[x, (grad) => rot90(grad, -k, dims)]]);
}

function checkPlane(x: Tensor, dims: readonly number[]): void {
  const refuse = (message: string) =>
    new RuntimeError("bad-dims", message, "Write rot90(k, [from, to]), with two dimensions.");
  if (dims.length !== 2) {
    throw refuse(`expected total rotation dims == 2, but got dims = ${dims.length}`);
  }
  const [a, b] = dims as [number, number];
  if (x.ndim < 2) throw refuse(`expected total dims >= 2, but got total dims = ${x.ndim}`);
  if (a === b || Math.abs(a - b) === x.ndim) {
    throw refuse(`expected rotation dims to be different, but got dim0 = ${a} and dim1 = ${b}`);
  }
  dims.forEach((d, i) => {
    if (d >= -x.ndim && d < x.ndim) return;
    throw refuse(`Rotation dim${i} out of range, dim${i} = ${d}`);
  });
}

/**
 * The whole tensor several times along each dimension.
 *
 * @param x any tensor
 * @param repeats how often, for each dimension; more numbers than dimensions add leading ones
 * @throws {RuntimeError} `Number of dimensions of repeat dims can not be smaller than number of dimensions
 * of tensor`
 */
export function repeat(x: Tensor, repeats: readonly number[]): Tensor {
  for (const n of repeats) checkWhole("repeat(): argument 'repeats'", n);
  if (repeats.length < x.ndim) {
    throw new RuntimeError(
      "bad-repeats",
      "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
      `The tensor has ${x.ndim} dimensions: give a number for each; 1 keeps a dimension as it is.`,
    );
  }
  const lead = repeats.length - x.ndim;
  const sizes = repeats.map((_, d) => d < lead ? 1 : x.shape[d - lead]!);
  const total = repeats.map((n, d) => n * sizes[d]!);
  const negative = total.find((n) => n < 0);
  if (negative !== undefined) {
    throw new RuntimeError(
      "negative-size",
      `Trying to create tensor with negative dimension ${negative}: [${total.join(", ")}]`,
      "Repeats are whole numbers, 0 or more.",
    );
  }
  const paired = repeats.flatMap((n, d) => [n, sizes[d]!]);
  const output = noGrad(() => {
    const spread = reshape(x, sizes.flatMap((n) => [1, n]));
    return reshape(pointwise("clone", expand(spread, paired)), total);
  });
  const shape = x.shape;
  const copies = repeats.map((_, d) => 2 * d);
  return record(output, "RepeatBackward0", [
    [x, (grad) => {
      const sums = copies.length === 0 ? grad : sum(reshape(grad, paired), copies);
      return reshape(sums, shape);
    }],
  ]);
}

/**
 * The whole tensor several times along each dimension; missing numbers are leading ones.
 *
 * @param x any tensor
 * @param dims how often, for each dimension
 *
 * @example
 * ```ts
 * import { tensor, tile } from "@hibana/hibana";
 *
 * console.log(tile(tensor([[1, 2]]), [2]).toArray()); // [[1, 2, 1, 2]]
 * ```
 */
export function tile(x: Tensor, dims: readonly number[]): Tensor {
  const missing = Math.max(x.ndim - dims.length, 0);
  return repeat(x, [...new Array<number>(missing).fill(1), ...dims]);
}

/**
 * Every element, or slice of a dimension, several times in a row.
 *
 * @param x any tensor
 * @param repeats how often: a number, or a tensor of whole numbers, one for each position; such a tensor
 * is read from the GPU, since the shape depends on it
 * @param dim the dimension; all of them flattened unless given
 * @throws {RuntimeError} `repeats must have the same size as input along dim`
 *
 * @example
 * ```ts
 * import { repeatInterleave, tensor } from "@hibana/hibana";
 *
 * console.log(repeatInterleave(tensor([1, 2]), 2).toArray()); // [1, 1, 2, 2]
 * ```
 */
export function repeatInterleave(x: Tensor, repeats: number | Tensor, dim?: number): Tensor {
  if (dim === undefined) return repeatInterleave(flatten(x), repeats, 0);
  if (x.ndim === 0) return repeatInterleave(reshape(x, [1]), repeats, 0);
  const d = normalizeDim(dim, x.ndim);
  const n = x.shape[d]!;
  if (typeof repeats === "number") {
    checkRepeats([repeats]);
    const wide = expand(
      unsqueeze(x, d + 1),
      [...x.shape.slice(0, d + 1), repeats, ...x.shape.slice(d + 1)],
    );
    return reshape(pointwise("clone", wide), x.shape.with(d, n * repeats));
  }
  const counts = countsOf(repeats);
  if (counts.length !== 1 && counts.length !== n) {
    throw new RuntimeError(
      "shape-mismatch",
      "repeats must have the same size as input along dim",
      `There are ${n} positions along the dimension, and ${counts.length} numbers of repeats.`,
    );
  }
  if (counts.length === 1) return repeatInterleave(x, counts[0]!, d);
  const positions = counts.flatMap((count, i) => new Array<number>(count).fill(i));
  return indexSelect(x, d, indices(positions, x.device));
}

function countsOf(repeats: Tensor): number[] {
  if (repeats.ndim > 1) {
    throw new RuntimeError(
      "bad-repeats",
      "repeats must be 0-dim or 1-dim tensor",
      "Give one number of repeats for each position: a vector.",
    );
  }
  if (repeats.dtype !== "int32" && repeats.dtype !== "uint32") {
    throw new RuntimeError(
      "dtype-refused",
      `"repeat_interleave_cpu" not implemented for '${scalarTypeName(repeats.dtype)}'`,
      "Repeats are counted: write repeats.int().",
    );
  }
  return checkRepeats([...elements(repeats)]);
}

function checkRepeats(counts: number[]): number[] {
  for (const n of counts) checkWhole("repeat_interleave(): argument 'repeats'", n);
  if (counts.every((n) => n >= 0)) return counts;
  throw new RuntimeError(
    "bad-repeats",
    "repeats can not be negative",
    "0 leaves a position out.",
  );
}

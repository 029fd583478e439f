/**
 * Several tensors to one.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { resultType } from "../tensor/dtype.ts";
import { contiguousStrides, formatShape, normalizeDim, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { requireTensors, tensorsOf } from "./arguments.ts";
import { atleast1d, atleast2d, atleast3d } from "./axes.ts";
import { requireSameDevice } from "./devices.ts";
import { indexSelect } from "./gather.ts";
import { indices } from "./make.ts";
import { initialize } from "./pointwise.ts";
import { expand, flatten, narrow, reshape, select, unsqueeze } from "./view.ts";

/**
 * Tensors joined along a dimension that they have already.
 *
 * @param tensors at least one; shapes equal but for that dimension
 * @param dim the dimension
 * @throws {RuntimeError} when shapes, devices or numbers of dimensions do not fit
 *
 * @example
 * ```ts
 * import { cat, ones, zeros } from "@hibana/hibana";
 *
 * console.log(cat([ones(1, 2), zeros(2, 2)]).shape); // [3, 2]
 * ```
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors("cat", tensors);
  if (tensors.length === 0) {
    throw new RuntimeError(
      "empty-list",
      "torch.cat(): expected a non-empty list of Tensors",
      "Write cat([a, b], dim), with at least one tensor.",
    );
  }
  requireSameDevice("cat", ...tensors);
  const zeroDim = tensors.findIndex((x) => x.ndim === 0);
  if (zeroDim >= 0) {
    throw new RuntimeError(
      "bad-dims",
      `zero-dimensional tensor (at position ${zeroDim}) cannot be concatenated`,
      "stack() joins along a new dimension, and takes 0-d tensors.",
    );
  }
  const first = tensors.find((x) => !isSkipped(x)) ?? tensors[0]!;
  const d = normalizeDim(dim, first.ndim);
  tensors.forEach((x, i) => {
    if (isSkipped(x)) return;
    if (x.ndim !== first.ndim) {
      throw new RuntimeError(
        "shape-mismatch",
        `Tensors must have same number of dimensions: got ${first.ndim} and ${x.ndim}`,
        "unsqueeze() adds a dimension; stack() joins along a new one.",
      );
    }
    x.shape.forEach((n, axis) => {
      if (axis === d || n === first.shape[axis]) return;
      throw new RuntimeError(
        "shape-mismatch",
        `Sizes of tensors must match except in dimension ${d}. Expected size ${
          first.shape[axis]
        } but got size ${n} for tensor number ${i} in the list.`,
        "cat() joins along one dimension; all others must be equal.",
      );
    });
  });
  const dtype = resultType(
    tensors.map((x) => ({ dtype: x.dtype, priority: "dimensioned" }) as const),
  );
  const lengths = tensors.map((x) => isSkipped(x) ? 0 : x.shape[d]!);
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const output = emptyTensor(first.shape.with(d, total), dtype, first.device);
  const starts: number[] = [];
  let start = 0;
  const strides = contiguousStrides(output.shape);
  tensors.forEach((x, i) => {
    starts.push(start);
    const layout = { shape: x.shape, strides, offset: start * strides[d]! };
    if (!isSkipped(x)) initialize(new Tensor(output.storage, layout), x);
    start += lengths[i]!;
  });
  return record(
    output,
    "CatBackward0",
    tensors.map((x, i) => {
      const shape = x.shape;
      return [x, (grad) => reshape(narrow(grad, d, starts[i]!, lengths[i]!), shape)] as const;
    }),
  );
}

/** PyTorch lets empty vectors join with anything. */
function isSkipped(x: Tensor): boolean {
  return x.ndim === 1 && x.numel === 0;
}

/**
 * Tensors of one shape joined along a new dimension.
 *
 * @param tensors at least one; all of one shape
 * @param dim where the new dimension goes
 * @throws {RuntimeError} when shapes or devices differ
 *
 * @example
 * ```ts
 * import { stack, tensor } from "@hibana/hibana";
 *
 * console.log(stack([tensor([1, 2]), tensor([3, 4])]).shape); // [2, 2]
 * ```
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors("stack", tensors);
  const first = tensors[0];
  if (first === undefined) {
    throw new RuntimeError(
      "empty-list",
      "stack expects a non-empty TensorList",
      "Write stack([a, b], dim), with at least one tensor.",
    );
  }
  const d = normalizeDim(dim, first.ndim + 1);
  tensors.forEach((x, i) => {
    if (sameShape(x.shape, first.shape)) return;
    throw new RuntimeError(
      "shape-mismatch",
      `stack expects each tensor to be equal size, but got ${
        formatShape(first.shape)
      } at entry 0 and ${formatShape(x.shape)} at entry ${i}`,
      "stack() joins along a new dimension, so shapes must be equal; cat() joins along one that is there.",
    );
  });
  const output = noGrad(() => cat(tensors.map((x) => unsqueeze(x, d)), d));
  return record(
    output,
    "StackBackward0",
    tensors.map((x, i) => [x, (grad) => select(grad, d, i)] as const),
  );
}

/** Another name of {@linkcode cat}. */
export const concat: typeof cat = cat;

/** Another name of {@linkcode cat}. */
export const concatenate: typeof cat = cat;

/** A list that must not be empty, in the words that the stacks share. */
function requireSome(name: string, tensors: readonly Tensor[]): readonly Tensor[] {
  if (requireTensors(name, tensors).length > 0) return tensors;
  throw new RuntimeError(
    "empty-list",
    `${name} expects a non-empty TensorList`,
    `Write ${name}([a, b]), with at least one tensor.`,
  );
}

/**
 * Tensors side by side: joined along their columns, vectors along their only dimension.
 *
 * @param tensors at least one
 *
 * @example
 * ```ts
 * import { hstack, tensor } from "@hibana/hibana";
 *
 * console.log(hstack([tensor([1, 2]), tensor([3])]).toArray()); // [1, 2, 3]
 * ```
 */
export function hstack(tensors: readonly Tensor[]): Tensor {
  const list = requireSome("hstack", tensors).map(atleast1d);
  return cat(list, list[0]!.ndim === 1 ? 0 : 1);
}

/**
 * Tensors one below the other: joined along their rows. Vectors are rows.
 *
 * @param tensors at least one
 *
 * @example
 * ```ts
 * import { tensor, vstack } from "@hibana/hibana";
 *
 * console.log(vstack([tensor([1, 2]), tensor([3, 4])]).shape); // [2, 2]
 * ```
 */
export function vstack(tensors: readonly Tensor[]): Tensor {
  return cat(requireSome("vstack", tensors).map(atleast2d), 0);
}

/** Another name of {@linkcode vstack}. */
export const rowStack: typeof vstack = vstack;

/** Tensors one behind the other: joined along a third dimension. */
export function dstack(tensors: readonly Tensor[]): Tensor {
  return cat(requireSome("dstack", tensors).map(atleast3d), 2);
}

/** Tensors side by side, vectors as columns. */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  const list = requireSome("column_stack", tensors);
  return hstack(list.map((x) => x.ndim < 2 ? reshape(x, [x.numel, 1]) : x));
}

/** Options of {@linkcode meshgrid}. */
export interface MeshgridOptions {
  /** "ij": the first tensor runs along rows; "xy": along columns, as in plots. Default: "ij". */
  indexing?: "ij" | "xy";
}

/**
 * The coordinates of a grid: of each vector a view that has its element at every point.
 *
 * @param args vectors or 0-d tensors, one by one or as one list; then options
 * @returns as many tensors, of one shape: the vectors' sizes
 * @throws {RuntimeError} `meshgrid expects all tensors to have the same dtype`
 *
 * @example
 * ```ts
 * import { arange, meshgrid } from "@hibana/hibana";
 *
 * const [rows, columns] = meshgrid(arange(2), arange(3));
 * console.log(rows!.toArray()); // [[0, 0, 0], [1, 1, 1]]
 * console.log(columns!.toArray()); // [[0, 1, 2], [0, 1, 2]]
 * ```
 */
export function meshgrid(
  ...args:
    | Tensor[]
    | [...tensors: Tensor[], options: MeshgridOptions]
    | [tensors: readonly Tensor[], options?: MeshgridOptions]
): Tensor[] {
  const rest: unknown[] = [...args];
  const last = rest.at(-1);
  const isOptions = typeof last === "object" && !(last instanceof Tensor) && !Array.isArray(last);
  const { indexing = "ij" } = (isOptions ? rest.pop() : undefined) as MeshgridOptions ?? {};
  const tensors = requireSome("meshgrid", tensorsOf("meshgrid", rest as Tensor[]));
  const refuse = (message: string, fix: string) => new RuntimeError("bad-grid", message, fix);
  for (const x of tensors) {
    if (x.ndim < 2) continue;
    throw refuse(
      `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${x}`,
      "Each tensor holds the coordinates along one dimension of the grid: a vector.",
    );
  }
  if (tensors.some((x) => x.dtype !== tensors[0]!.dtype)) {
    throw refuse(
      "meshgrid expects all tensors to have the same dtype",
      "Convert them first: x.to(y.dtype).",
    );
  }
  requireSameDevice("meshgrid", ...tensors);
  if (indexing !== "ij" && indexing !== "xy") {
    throw refuse(
      `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${indexing}`,
      'Write meshgrid(x, y, { indexing: "xy" }).',
    );
  }
  // In "xy" the first two trade places, and back.
  const trade = <T>([a, b, ...others]: readonly T[]) => [b!, a!, ...others];
  const swapped = indexing === "xy" && tensors.length > 1;
  const list = swapped ? trade(tensors) : tensors;
  const shape = list.map((x) => x.numel);
  const grids = list.map((x, d) => expand(reshape(x, shape.map((n, i) => i === d ? n : 1)), shape));
  return swapped ? trade(grids) : grids;
}

function requireVector(x: Tensor): void {
  if (x.ndim === 1) return;
  throw new RuntimeError(
    "bad-dims",
    `Expect a 1D vector, but got shape ${formatShape(x.shape)}`,
    "Flatten it first: x.flatten().",
  );
}

/**
 * All ways to take one element of each vector, a row each.
 *
 * @param tensors vectors of one dtype, one by one or as one list
 * @returns [ways, vectors]; a single vector as it is
 *
 * @example
 * ```ts
 * import { cartesianProd, tensor } from "@hibana/hibana";
 *
 * console.log(cartesianProd(tensor([1, 2]), tensor([3, 4])).toArray()); // [[1, 3], [1, 4], [2, 3], [2, 4]]
 * ```
 */
export function cartesianProd(...tensors: Tensor[] | [tensors: readonly Tensor[]]): Tensor {
  const list = tensorsOf("cartesian_prod", tensors);
  list.forEach(requireVector);
  if (list.length === 1) return list[0]!;
  return stack(meshgrid(list).map((grid) => flatten(grid)), 1);
}

/** Options of {@linkcode combinations}. */
export interface CombinationsOptions {
  /** Whether an element may be taken several times. Default: false. */
  withReplacement?: boolean;
}

/**
 * All ways to take r elements of a vector, in order, a row each.
 *
 * @param x a vector
 * @param r how many to take
 * @param options `withReplacement`
 * @returns [ways, r]
 *
 * @example
 * ```ts
 * import { combinations, tensor } from "@hibana/hibana";
 *
 * console.log(combinations(tensor([1, 2, 3])).toArray()); // [[1, 2], [1, 3], [2, 3]]
 * ```
 */
export function combinations(x: Tensor, r = 2, options: CombinationsOptions = {}): Tensor {
  requireVector(x);
  if (!Number.isInteger(r) || r < 0) {
    throw new RuntimeError(
      "bad-size",
      `Expect a non-negative number, but got ${r}`,
      "The number says how many elements to take.",
    );
  }
  if (r === 0) return emptyTensor([0], x.dtype, x.device);
  const step = options.withReplacement === true ? 0 : 1;
  let ways: number[][] = [[]];
  for (let taken = 0; taken < r; taken++) {
    ways = ways.flatMap((way) => {
      const from = way.length === 0 ? 0 : way.at(-1)! + step;
      return Array.from({ length: Math.max(x.numel - from, 0) }, (_, i) => [...way, from + i]);
    });
  }
  return reshape(indexSelect(x, 0, indices(ways.flat(), x.device)), [ways.length, r]);
}

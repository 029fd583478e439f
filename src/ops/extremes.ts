/**
 * The largest and the smallest elements, and where they are.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  type Dims,
  dimsOf,
  reduced,
  reduceKept,
  type ReduceOptions,
  reshaped,
  resultShape,
  unreduced,
} from "./reduction.ts";

/** The largest (or smallest) values along a dimension, and where they are. */
export class ValuesAndIndices {
  /** The values. */
  readonly values: Tensor;
  /** Their positions along the dimension, int32. */
  readonly indices: Tensor;

  /** Pairs values with indices. */
  constructor(values: Tensor, indices: Tensor) {
    this.values = values;
    this.indices = indices;
  }

  /** Unpacks as PyTorch's named tuple does: `const [values, indices] = x.max(0)`. */
  *[Symbol.iterator](): Generator<Tensor, void, undefined> {
    yield this.values;
    yield this.indices;
  }
}

/** The smallest and the largest values, together. */
export class MinAndMax {
  /** The smallest. */
  readonly min: Tensor;
  /** The largest. */
  readonly max: Tensor;

  /** Pairs the two. */
  constructor(min: Tensor, max: Tensor) {
    this.min = min;
    this.max = max;
  }

  /** Unpacks as PyTorch's named tuple does: `const [min, max] = x.aminmax()`. */
  *[Symbol.iterator](): Generator<Tensor, void, undefined> {
    yield this.min;
    yield this.max;
  }
}

/** Says no where a reduction would have to choose among no elements. */
function requireElements(name: string, x: Tensor, dims: Dims): void {
  if (dims !== undefined && dims !== null && !(Array.isArray(dims) && dims.length === 0)) {
    const empty = dimsOf(x, dims).find((d) => x.shape[d] === 0);
    if (empty === undefined) return;
    throw new IndexError(
      "empty",
      // PyTorch writes this one differently.
      `${
        name === "aminmax" ? name : `${name}()`
      }: Expected reduction dim ${empty} to have non-zero size.`,
      `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`,
    );
  }
  if (x.numel > 0) return;
  const message = `${name}(): Expected reduction dim to be specified for input.numel() == 0.`;
  const fix = `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`;
  if (name.startsWith("arg")) throw new IndexError("empty", message, fix);
  throw new RuntimeError(
    "empty",
    `${message} Specify the reduction dim with the 'dim' argument.`,
    fix,
  );
}

function extreme(
  kind: "max" | "min",
  name: string,
  x: Tensor,
  dims: Dims,
  keepdim: boolean | undefined,
  node: string,
): Tensor {
  requireElements(name, x, dims);
  const list = dimsOf(x, dims);
  const kept = reduceKept(kind, x, list, x.dtype);
  const output = reshaped(kept, resultShape(x.shape, list, keepdim));
  const ofAll = dims === undefined;
  return record(output, node, [
    [x, (grad) => {
      const same = x.eq(kept);
      const ties = (ofAll ? same.logicalOr(x.isnan().logicalAnd(kept.isnan())) : same)
        .to(grad.dtype);
      return unreduced(grad, x.shape, list).mul(ties).div(ties.sum(list, { keepdim: true }));
    }, x],
  ]);
}

/** The largest element over some dimensions; equal ones share the gradient. NaN wins. */
export function amax(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return extreme("max", "amax", x, dims ?? [], options.keepdim, "AmaxBackward0");
}

/** The smallest element over some dimensions; equal ones share the gradient. NaN wins. */
export function amin(x: Tensor, dims?: Dims, options: ReduceOptions = {}): Tensor {
  return extreme("min", "amin", x, dims ?? [], options.keepdim, "AminBackward0");
}

/** Options of {@linkcode aminmax}. */
export interface AminmaxOptions extends ReduceOptions {
  /** The dimension. Default: all of them. */
  dim?: number;
}

/** The smallest and the largest elements, of all or along a dimension; equal ones share the gradient. */
export function aminmax(x: Tensor, options: AminmaxOptions = {}): MinAndMax {
  const { dim, keepdim } = options;
  if (dim === undefined && x.numel === 0) {
    throw new RuntimeError(
      "empty",
      "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.",
      `There is nothing to choose from: the shape is ${formatShape(x.shape)}.`,
    );
  }
  const dims = dim ?? [];
  const name = "AminmaxBackward0";
  return new MinAndMax(
    extreme("min", "aminmax", x, dims, keepdim, name),
    extreme("max", "aminmax", x, dims, keepdim, name),
  );
}

/** The largest element of all. */
export function maxOfAll(x: Tensor): Tensor {
  return extreme("max", "max", x, undefined, false, "MaxBackward1");
}

/** The smallest element of all. */
export function minOfAll(x: Tensor): Tensor {
  return extreme("min", "min", x, undefined, false, "MinBackward1");
}

/** The largest elements along a dimension, and the first position of each. */
export function maxAlong(x: Tensor, dim: number, options: ReduceOptions = {}): ValuesAndIndices {
  return extremeAlong("max", x, dim, options);
}

/** The smallest elements along a dimension, and the first position of each. */
export function minAlong(x: Tensor, dim: number, options: ReduceOptions = {}): ValuesAndIndices {
  return extremeAlong("min", x, dim, options);
}

function extremeAlong(
  kind: "max" | "min",
  x: Tensor,
  dim: number,
  options: ReduceOptions,
): ValuesAndIndices {
  requireElements(kind, x, dim);
  const list = dimsOf(x, dim);
  const [d = 0] = list;
  const kept = reduceKept(`arg${kind}`, x, list, "int32");
  const found = noGrad(() => x.ndim === 0 ? x.clone() : x.gather(d, kept));
  const shape = resultShape(x.shape, list, options.keepdim);
  const before = x.shape;
  const values = record(
    reshaped(found, shape),
    kind === "max" ? "MaxBackward0" : "MinBackward0",
    [[x, (grad) => {
      if (list.length === 0) return grad;
      const part = unreduced(grad, before, list);
      return part.expand(before).zerosLike().scatterAdd(d, kept, part);
    }]],
  );
  return new ValuesAndIndices(values, reshaped(kept, shape));
}

function argExtreme(
  kind: "max" | "min",
  x: Tensor,
  dim: number | null | undefined,
  options: ReduceOptions,
): Tensor {
  requireElements(`arg${kind}`, x, dim);
  if (x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      `"arg${kind}_cpu" not implemented for 'Bool'`,
      `Write x.int().arg${kind}().`,
    );
  }
  const list = dimsOf(x, dim);
  return reduced(`arg${kind}`, x, list, "int32", options);
}

/** The first position of the largest element, along a dimension or among all in row-major order. */
export function argmax(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  return argExtreme("max", x, dim, options);
}

/** The first position of the smallest element, along a dimension or among all in row-major order. */
export function argmin(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  return argExtreme("min", x, dim, options);
}

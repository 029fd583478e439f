/**
 * Overwriting along a dimension at positions that an index tensor names, one for every element of a
 * source: scatter and its kin.
 *
 * @module
 */
import { indexRule } from "../device/out_of_range.ts";
import { RuntimeError } from "../errors.ts";
import { formatShape, normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addition, placement, valueLike } from "./along.ts";
import { changed, changedInPlace, type ChangeOf, requireApart } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { checkIndex, checkRank, largerIn, requireTensor } from "./gather.ts";
import { reduction, type ScatterReduction } from "./scatter_reduce.ts";
import { slice } from "./view.ts";

/** Options of `scatter`. */
export interface ScatterOptions {
  /** Add to what is there, or multiply it. Default: replace it. */
  reduce?: "add" | "multiply";
}

/** Options of `scatterReduce` and `indexReduce`. */
export interface ScatterReduceOptions {
  /** Whether what was there takes part. Default: true. */
  includeSelf?: boolean;
}

const RULES = {
  scatter: indexRule("scatter", { error: RuntimeError }),
  scatterAdd: indexRule("scatterAdd", { error: RuntimeError }),
  scatterReduce: indexRule("scatterReduce", { error: RuntimeError }),
};

interface Checked {
  readonly d: number;
  readonly at: Tensor;
  /** The source, cut to the shape of the index. */
  readonly source: Tensor;
}

/** Checks the arguments of every scatter; a number becomes a tensor. */
function check(
  name: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | number | boolean,
): Checked {
  const d = normalizeDim(dim, x.ndim);
  const at = checkIndex("scatter", x, index);
  checkRank("self", x, at);
  if (typeof src === "number" || typeof src === "boolean") {
    return { d, at, source: valueLike(x, at.shape, src) };
  }
  requireTensor(name, "src", src);
  requireSameDevice(name, x, src);
  if (src.dtype !== x.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      "scatter(): Expected self.dtype to be equal to src.dtype",
      `self is ${x.dtype}, src is ${src.dtype}: write src.to(self.dtype).`,
    );
  }
  const larger = largerIn(at.shape, x.shape, d) ?? largerIn(at.shape, src.shape);
  if (larger !== undefined) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected index ${formatShape(at.shape)} to be smaller than self ${
        formatShape(x.shape)
      } apart from dimension ${d} and to be smaller size than src ${formatShape(src.shape)}`,
      "Only along the named dimension may the index be larger: narrow it in the others.",
    );
  }
  const source = at.shape.reduce(
    (part, n, axis) => n === part.shape[axis] ? part : slice(part, axis, 0, n),
    src,
  );
  return { d, at, source };
}

function scattering(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | number | boolean,
  { reduce }: ScatterOptions,
): ChangeOf {
  if (reduce !== undefined && reduce !== "add" && reduce !== "multiply") {
    throw new RuntimeError(
      "bad-reduce",
      "reduce argument must be either add or multiply.",
      "scatterReduce() knows sum, prod, mean, amax and amin.",
    );
  }
  const { d, at, source } = check("scatter", x, dim, index, src);
  const rule = RULES.scatter;
  if (reduce === "add") return addition(d, at, source, rule);
  if (reduce === "multiply") return reduction(d, at, source, "prod", true, rule);
  return typeof src === "object"
    ? placement(d, at, source, rule)
    : placement(d, at, src, rule, "ScatterBackward1");
}

function adding(x: Tensor, dim: number, index: Tensor, src: Tensor): ChangeOf {
  requireTensor("scatter_add", "src", src);
  const { d, at, source } = check("scatter_add", x, dim, index, src);
  return addition(d, at, source, RULES.scatterAdd);
}

function reducing(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions,
): ChangeOf {
  requireTensor("scatter_reduce", "src", src);
  if (!["sum", "prod", "mean", "amax", "amin"].includes(reduce)) {
    throw new RuntimeError(
      "bad-reduce",
      "reduce argument must be either sum, prod, mean, amax or amin.",
      'Write scatterReduce(dim, index, src, "sum").',
    );
  }
  const { d, at, source } = check("scatter_reduce", x, dim, index, src);
  if (reduce === "mean" && x.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      `"scatter_gather_tensor_cpu_reduce_mean" not implemented for 'Bool'`,
      "Truth values have no mean: write x.float().",
    );
  }
  return reduction(d, at, source, reduce, includeSelf, RULES.scatterReduce);
}

/**
 * A copy of x in which the source's elements stand at the positions that the index names along a
 * dimension. Where several go to one place, any of them may stay.
 *
 * @param x any shape
 * @param dim the dimension
 * @param index int32, with as many dimensions as x and the source, and no larger (than x: but along `dim`)
 * @param src a tensor of x's dtype, or a number
 * @param options `reduce`: "add" or "multiply" combines all with what is there
 * @throws {RuntimeError} `index 3 is out of bounds for dimension 0 with size 3`, and x stays as it is; on
 * webgpu when results are read
 */
export function scatter(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | number | boolean,
  options: ScatterOptions = {},
): Tensor {
  return changed(x, scattering(x, dim, index, src, options));
}

/** {@linkcode scatter} in place. */
export function scatterInPlace(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | number | boolean,
  options: ScatterOptions = {},
): Tensor {
  const change = scattering(x, dim, index, src, options);
  requireApart(x, index, ...(typeof src === "object" ? [src] : []));
  return changedInPlace(x, change);
}

/**
 * A copy of x in which the source's elements are added at the positions that the index names along a
 * dimension.
 *
 * @param x any shape
 * @param dim the dimension
 * @param index int32, with as many dimensions as x and the source, and no larger (than x: but along `dim`)
 * @param src a tensor of x's dtype
 * @throws {RuntimeError} `index 3 is out of bounds for dimension 0 with size 3`; on webgpu when results are
 * read
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  return changed(x, adding(x, dim, index, src));
}

/** {@linkcode scatterAdd} in place. */
export function scatterAddInPlace(x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  const change = adding(x, dim, index, src);
  requireApart(x, index, src);
  return changedInPlace(x, change);
}

/**
 * A copy of x in which everything that the index sends to a place is reduced to one value there.
 *
 * @param x any shape
 * @param dim the dimension
 * @param index int32, with as many dimensions as x and the source, and no larger (than x: but along `dim`)
 * @param src a tensor of x's dtype
 * @param reduce "sum", "prod", "mean", "amax" or "amin"; equal extremes share the gradient, NaN wins
 * @param options `includeSelf`: whether x's own elements take part (default: true)
 * @throws {RuntimeError} `index 3 is out of bounds for dimension 0 with size 3`; on webgpu when results are
 * read
 *
 * @example
 * ```ts
 * import { scatterReduce, tensor, zeros } from "@hibana/hibana";
 *
 * const group = tensor([0, 1, 0, 1], { dtype: "int32" });
 * const x = tensor([1, 2, 3, 4]);
 * console.log(scatterReduce(zeros(2), 0, group, x, "mean", { includeSelf: false }).toArray()); // [2, 3]
 * ```
 */
export function scatterReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  options: ScatterReduceOptions = {},
): Tensor {
  return changed(x, reducing(x, dim, index, src, reduce, options));
}

/** {@linkcode scatterReduce} in place. */
export function scatterReduceInPlace(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  options: ScatterReduceOptions = {},
): Tensor {
  const change = reducing(x, dim, index, src, reduce, options);
  requireApart(x, index, src);
  return changedInPlace(x, change);
}

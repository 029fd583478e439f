/**
 * Products of many elements.
 *
 * @module
 */
import { record } from "../autograd/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type SumOptions, totalType } from "./reduce.ts";
import { dimsOf, reduced, unreduced } from "./reduction.ts";
import { productBefore } from "./scan.ts";

/** The product of the elements. */
export function prod(x: Tensor, dim?: number | null, options: SumOptions = {}): Tensor {
  const from = options.dtype === undefined ? x : x.to({ dtype: options.dtype });
  const list = dimsOf(from, dim);
  const dtype = totalType(from, options);
  const output = reduced(dtype === "bool" ? "all" : "prod", from, list, dtype, options);
  const all = (dim ?? undefined) === undefined;
  return record(output, all ? "ProdBackward0" : "ProdBackward1", [
    [
      from,
      (grad) => unreduced(grad, from.shape, list).mul(others(from, all ? undefined : list[0])),
      from,
    ],
  ]);
}

/** For each element the product of all others, without dividing: any of them may be 0. */
function others(x: Tensor, dim: number | undefined): Tensor {
  if (x.numel === 0 || x.ndim === 0) return x.onesLike();
  const rows = dim === undefined ? x.reshape([x.numel]) : x;
  const d = dim ?? 0;
  return productBefore(rows, d, false).mul(productBefore(rows, d, true)).reshape(x.shape);
}

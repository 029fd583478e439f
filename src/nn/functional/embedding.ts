/**
 * Rows of a table, looked up by index.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { indexRule } from "../../device/out_of_range.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { requireSameDevice } from "../../ops/devices.ts";
import { rowsAddedAt, rowsAt } from "../../ops/table.ts";
import { ones, zeros } from "../../ops/make.ts";
import { tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

const LOOKUP = indexRule("embedding", { words: () => "index out of range in self" });

/** Options of an embedding. */
export interface EmbeddingOptions {
  /** The row that gets no gradient, or null. Negative ones count from the end. */
  paddingIdx?: number | null;
  /** The norm that rows have at most: those that are looked up and are longer are shortened, in place. */
  maxNorm?: number | null;
  /** The order of that norm. Default: 2. */
  normType?: number;
  /** Whether a row's gradient is divided by how often the row is looked up. Default: false. */
  scaleGradByFreq?: boolean;
}

/** The padding row counted from the front, or null. */
export function normalizePadding(
  paddingIdx: number | null | undefined,
  rows: number,
): number | null {
  if (paddingIdx === null || paddingIdx === undefined) return null;
  if (!Number.isInteger(paddingIdx) || paddingIdx < -rows || paddingIdx >= rows) {
    throw new ValueError(
      "bad-padding",
      "Padding_idx must be within num_embeddings",
      `It is ${paddingIdx}: a whole number from ${-rows} to ${rows - 1} is due.`,
    );
  }
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
}

/**
 * The rows of a table that indices name.
 *
 * @param index int32, any shape
 * @param weight the table, [rows, dim]
 * @param options `paddingIdx`, `maxNorm`, `normType`, `scaleGradByFreq`
 * @returns [...index.shape, dim]
 * @throws {IndexError} `index out of range in self`; on webgpu when results are read
 *
 * @example
 * ```ts
 * import { arange, nn, tensor } from "@hibana/hibana";
 *
 * const table = arange(0, 3, 0.5).view(3, 2);
 * console.log(nn.functional.embedding(tensor([2, 0]).int(), table).toArray()); // [[2, 2.5], [0, 0.5]]
 * ```
 */
export function embedding(index: Tensor, weight: Tensor, options: EmbeddingOptions = {}): Tensor {
  const flat = checkedIndex("embedding", index, weight);
  const [rows, dim] = weight.shape as [number, number];
  const padding = normalizePadding(options.paddingIdx, rows);
  shorten(weight, flat, options);
  const output = lookUp(weight, flat).reshape(...index.shape, dim);
  return record(output, "EmbeddingBackward0", [
    [
      weight,
      (grad) => tableSlope(grad.reshape(flat.numel, dim), weight, flat, padding, options),
      index,
    ],
  ]);
}

/** The indices as a vector of int32; the table must be a matrix. */
export function checkedIndex(name: string, index: Tensor, weight: Tensor): Tensor {
  requireIndices(name, index);
  if (weight.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "'weight' must be 2-D",
      `The table holds one vector a row; this one has shape ${formatShape(weight.shape)}.`,
    );
  }
  requireSameDevice("embedding", weight, index);
  return index.int().reshape(index.numel);
}

/** Indices and offsets are whole numbers. */
export function requireIndices(name: string, index: Tensor): void {
  if (index.dtype === "int32" || index.dtype === "uint32" || index.dtype === "uint8") return;
  throw new RuntimeError(
    "dtype-mismatch",
    `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${
      tensorTypeName(index.dtype)
    } instead (while checking arguments for ${name})`,
    "Write index.int().",
  );
}

/** The rows that a vector of indices names, off the tape. */
export function lookUp(weight: Tensor, flat: Tensor): Tensor {
  return rowsAt(weight, flat, LOOKUP);
}

/** Shortens the rows that are looked up to a norm, in place and off the tape. */
export function shorten(weight: Tensor, flat: Tensor, options: EmbeddingOptions): void {
  const { maxNorm = null, normType = 2 } = options;
  if (maxNorm === null || flat.numel === 0) return;
  noGrad(() => {
    const rows = lookUp(weight, flat);
    const norms = rows.norm(normType, 1, { keepdim: true });
    const shortened = rows.mul(norms.add(1e-7).reciprocal().mul(maxNorm));
    weight.setAt([flat], shortened.where(norms.gt(maxNorm), rows));
  });
}

/** The gradient of the table: that of each looked-up row, added up where it came from. */
export function tableSlope(
  grad: Tensor,
  weight: Tensor,
  flat: Tensor,
  padding: number | null,
  { scaleGradByFreq = false }: EmbeddingOptions,
): Tensor {
  const counted = padding === null ? grad : grad.maskedFill(flat.eq(padding).unsqueeze(1), 0);
  const scaled = scaleGradByFreq ? counted.div(frequencies(weight, flat, grad)) : counted;
  return rowsAddedAt(scaled, flat, weight.shape, LOOKUP);
}

/** For each index how often it occurs, [n, 1]. */
function frequencies(weight: Tensor, flat: Tensor, like: Tensor): Tensor {
  const options = { dtype: like.dtype, device: like.device };
  const counts = zeros(weight.shape[0]!, options).scatterAdd(0, flat, ones(flat.numel, options));
  return counts.gather(0, flat).unsqueeze(1);
}

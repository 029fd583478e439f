/**
 * What layers compute, as functions: linear maps and embeddings.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { indexRule } from "../../device/out_of_range.ts";
import { RuntimeError, ValueError } from "../../errors.ts";
import { alongDim, readAlong } from "../../ops/along.ts";
import { requireSameDevice } from "../../ops/devices.ts";
import { sumTo } from "../../ops/reduce.ts";
import { tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

const LOOKUP = indexRule("embedding", { words: () => "index out of range in self" });

/**
 * x times the transposed weight, plus bias.
 *
 * @param x [..., in]
 * @param weight [out, in]
 * @param bias [out], or null
 * @returns [..., out]
 * @throws {RuntimeError} `mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)`
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(nn.functional.linear(ones(2, 3), ones(4, 3), ones(4)).shape); // [2, 4]
 * ```
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  if (bias === null) return x.matmul(weight.t());
  if (x.ndim < 2 || weight.ndim !== 2) return x.matmul(weight.t()).add(bias);
  if (x.ndim === 2) return affine(x, weight, bias);
  const lead = x.shape.slice(0, -1);
  return affine(x.reshape(sizeOf(lead), x.size(-1)), weight, bias).view(...lead, weight.shape[0]!);
}

/** Matrix times transposed matrix plus bias, as one step on the tape. */
function affine(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const output = noGrad(() => {
    const product = x.matmul(weight.t());
    return product.add(bias.expand(product.shape));
  });
  return record(output, "AddmmBackward0", [
    [x, (grad) => grad.matmul(weight), weight],
    [weight, (grad) => grad.t().matmul(x), x],
    [bias, (grad) => sumTo(grad, bias.shape)],
  ]);
}

/** Options of an embedding. */
export interface EmbeddingOptions {
  /** The row that gets no gradient, or null. Negative ones count from the end. */
  paddingIdx?: number | null;
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
 * @param options `paddingIdx`
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
  if (index.dtype !== "int32" && index.dtype !== "uint32" && index.dtype !== "uint8") {
    throw new RuntimeError(
      "dtype-mismatch",
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${
        tensorTypeName(index.dtype)
      } instead (while checking arguments for embedding)`,
      "Write index.int().",
    );
  }
  if (weight.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "'weight' must be 2-D",
      `The table holds one vector a row; this one has shape ${formatShape(weight.shape)}.`,
    );
  }
  const [rows, dim] = weight.shape as [number, number];
  const padding = normalizePadding(options.paddingIdx, rows);
  requireSameDevice("embedding", weight, index);
  const flat = index.int().reshape(index.numel);
  const output = noGrad(() => readAlong(weight, 0, alongDim(flat, weight.shape, 0), LOOKUP))
    .reshape(...index.shape, dim);
  return record(output, "EmbeddingBackward0", [
    [weight, (grad) => {
      const all = grad.reshape(flat.numel, dim);
      const counted = padding === null ? all : all.maskedFill(flat.eq(padding).unsqueeze(1), 0);
      const table = noGrad(() => weight.detach().zerosLike({ dtype: grad.dtype }));
      return table.scatterAdd(0, flat.unsqueeze(1).expand(-1, dim), counted);
    }, index],
  ]);
}

/**
 * What layers compute, as functions: linear maps, embeddings, normalization.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { IndexError, RuntimeError } from "../../errors.ts";
import { tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

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
  const product = x.matmul(weight.t());
  return bias === null ? product : product.add(bias);
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
  if (paddingIdx < -rows || paddingIdx >= rows) {
    throw new RuntimeError("bad-padding", "Padding_idx must be within num_embeddings");
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
 * @throws {IndexError} `index out of range in self`; on webgpu it may surface at the next read
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
  if (weight.ndim !== 2) throw new RuntimeError("bad-dims", "'weight' must be 2-D");
  const [rows, dim] = weight.shape as [number, number];
  const padding = normalizePadding(options.paddingIdx, rows);
  const flat = index.int().reshape(index.numel);
  const output = noGrad(() => lookUp(weight, flat, rows)).reshape(...index.shape, dim);
  return record(output, "EmbeddingBackward0", [
    [weight, (grad) => {
      const all = grad.reshape(flat.numel, dim);
      const counted = padding === null ? all : all.maskedFill(flat.eq(padding).unsqueeze(1), 0);
      const table = noGrad(() => weight.detach().zerosLike({ dtype: grad.dtype }));
      return table.scatterAdd(0, flat.unsqueeze(1).expand(-1, dim), counted);
    }, index],
  ]);
}

function lookUp(weight: Tensor, flat: Tensor, rows: number): Tensor {
  try {
    return weight.indexSelect(0, flat);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    throw new IndexError(
      "index-out-of-range",
      "index out of range in self",
      `${error.message}: the table has ${rows} rows, so indices run from 0 to ${rows - 1}.`,
    );
  }
}

/** Options of layer normalization. */
export interface LayerNormOptions {
  /** Multiplies the normalized values, of the normalized shape. */
  weight?: Tensor | null;
  /** Is added to them, of the normalized shape. */
  bias?: Tensor | null;
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
}

/**
 * Takes the mean from x and divides by its (biased) standard deviation, over the trailing dimensions.
 *
 * @param x [..., ...normalizedShape]
 * @param normalizedShape the trailing dimensions
 * @param options `weight`, `bias`, `eps`
 * @throws {RuntimeError} `Given normalized_shape=[4], expected input with shape [*, 4], but got input
 * of size[2, 3]`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.layerNorm(tensor([1, 3]), [2]).toString()); // tensor([-1.0000,  1.0000])
 * ```
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: LayerNormOptions = {},
): Tensor {
  const rank = normalizedShape.length;
  const trailing = x.shape.slice(x.ndim - rank);
  if (rank === 0 || rank > x.ndim || trailing.some((n, d) => n !== normalizedShape[d])) {
    throw new RuntimeError(
      "shape-mismatch",
      `Given normalized_shape=${formatShape(normalizedShape)}, expected input with shape [*, ${
        normalizedShape.join(", ")
      }], but got input of size${formatShape(x.shape)}`,
    );
  }
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const dims = Array.from({ length: rank }, (_, i) => i - rank);
  const count = sizeOf(normalizedShape);
  /** The normalized values, and one over the deviation they were divided by. */
  const normalize = () => {
    const centred = x.sub(x.mean(dims, { keepdim: true }));
    const scale = centred.square().mean(dims, { keepdim: true }).add(eps).rsqrt();
    return { normalized: centred.mul(scale), scale };
  };
  const output = noGrad(() => {
    const { normalized } = normalize();
    const scaled = weight === null ? normalized : normalized.mul(weight);
    return bias === null ? scaled : scaled.add(bias);
  });
  const lead = Array.from({ length: x.ndim - rank }, (_, d) => d);
  const overRows = (grad: Tensor) => lead.length === 0 ? grad : grad.sum(lead);
  return record(output, "NativeLayerNormBackward0", [
    [x, (grad) => {
      const { normalized, scale } = normalize();
      const weighted = weight === null ? grad : grad.mul(weight);
      const mean = weighted.sum(dims, { keepdim: true }).div(count);
      const along = weighted.mul(normalized).sum(dims, { keepdim: true }).div(count);
      return weighted.sub(mean).sub(normalized.mul(along)).mul(scale);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [weight, (grad: Tensor) => overRows(grad.mul(normalize().normalized)), x] as const,
    ]),
    ...(bias === null ? [] : [[bias, (grad: Tensor) => overRows(grad)] as const]),
  ]);
}

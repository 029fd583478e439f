/**
 * What layers compute, as functions: linear maps, embeddings, normalization.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { IndexError, RuntimeError, ValueError } from "../../errors.ts";
import { sumTo } from "../../ops/reduce.ts";
import { scalarTypeName, tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape, sameShape, sizeOf } from "../../tensor/shape.ts";
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
  if (weight.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "'weight' must be 2-D",
      `The table holds one vector a row; this one has shape ${formatShape(weight.shape)}.`,
    );
  }
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
 * of size[2, 3]`, and for a weight or bias of another shape or dtype
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
  checkLayerNorm(x, normalizedShape, options);
  const { weight = null, bias = null, eps = 1e-5 } = options;
  const rank = normalizedShape.length;
  const dims = Array.from({ length: rank }, (_, i) => i - rank);
  const count = sizeOf(normalizedShape);
  /** The normalized values, and one over the deviation they were divided by. */
  const normalize = () => {
    const from = wide(x);
    const centred = from.sub(from.mean(dims, { keepdim: true }));
    const scale = centred.square().mean(dims, { keepdim: true }).add(eps).rsqrt();
    return { normalized: centred.mul(scale), scale };
  };
  const output = noGrad(() => {
    const { normalized } = normalize();
    const scaled = weight === null ? normalized : normalized.mul(weight);
    return (bias === null ? scaled : scaled.add(bias)).to(x.dtype);
  });
  const lead = Array.from({ length: x.ndim - rank }, (_, d) => d);
  const overRows = (grad: Tensor) => lead.length === 0 ? grad : grad.sum(lead);
  return record(output, "NativeLayerNormBackward0", [
    [x, (grad) => {
      const { normalized, scale } = normalize();
      const weighted = weight === null ? wide(grad) : wide(grad).mul(weight);
      const mean = weighted.sum(dims, { keepdim: true }).div(count);
      const along = weighted.mul(normalized).sum(dims, { keepdim: true }).div(count);
      return weighted.sub(mean).sub(normalized.mul(along)).mul(scale);
    }, ...(weight === null ? [x] : [x, weight])],
    ...(weight === null ? [] : [
      [weight, (grad: Tensor) => overRows(grad.mul(normalize().normalized)), x] as const,
    ]),
    ...(bias === null ? [] : [[bias, (grad: Tensor) => overRows(wide(grad))] as const]),
  ]);
}

/** float16 is too narrow for sums of squares: those are computed in float32, as in PyTorch. */
export function wide(x: Tensor): Tensor {
  return x.dtype === "float16" ? x.float() : x;
}

function checkLayerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: LayerNormOptions,
): void {
  const shape = formatShape(normalizedShape);
  const rank = normalizedShape.length;
  if (rank === 0) {
    throw new RuntimeError(
      "bad-dims",
      `Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = ${shape}`,
      "Name the trailing dimensions: [x.size(-1)] for the last.",
    );
  }
  for (const name of ["weight", "bias"] as const) {
    const given = options[name] ?? null;
    if (given === null || sameShape(given.shape, normalizedShape)) continue;
    throw new RuntimeError(
      "shape-mismatch",
      `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${
        formatShape(given.shape)
      } and normalized_shape = ${shape}`,
      `Each normalized element has a ${name} of its own.`,
    );
  }
  const trailing = x.shape.slice(Math.max(x.ndim - rank, 0));
  if (!sameShape(trailing, normalizedShape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Given normalized_shape=${shape}, expected input with shape [*, ${
        normalizedShape.join(", ")
      }], but got input of size${formatShape(x.shape)}`,
      "The last dimensions of the input are those that are normalized: their sizes must agree.",
    );
  }
  for (const given of [options.weight ?? x, options.bias ?? x]) {
    if (given.dtype === x.dtype) continue;
    throw new RuntimeError(
      "dtype-mismatch",
      `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(given.dtype)}`,
      `Layer normalization does not convert: write x.to("${given.dtype}").`,
    );
  }
}

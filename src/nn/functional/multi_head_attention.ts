/**
 * Attention of several heads, with the maps before and after.
 *
 * @module
 */
import { cat } from "../../ops/join.ts";
import { zeros } from "../../ops/make.ts";
import type { FillOptions } from "../../random/sample.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { scaledDotProductAttention } from "./attention.ts";
import { dropout } from "./dropout.ts";
import { linear } from "./linear.ts";
import { checkShapes, checkSizes } from "./multi_head_attention_checks.ts";
import { pad } from "./padding.ts";

/** What may be looked at, and what comes out, in a call of multi-head attention. */
export interface MultiHeadAttentionCall {
  /** Keys that no query sees: [N, S] or [S], true for those, or what is added to their scores. */
  keyPaddingMask?: Tensor | null;
  /**
   * Keys that a query does not see: [L, S] or [N * heads, L, S], true for those, or what is added to the
   * scores.
   */
  attnMask?: Tensor | null;
  /** Whether the weights come out, too. Default: true. */
  needWeights?: boolean;
  /** Whether those are averaged over the heads. Default: true. */
  averageAttnWeights?: boolean;
}

/** Everything that {@linkcode multiHeadAttentionForward} takes beside queries, keys and values. */
export interface MultiHeadAttentionOptions extends MultiHeadAttentionCall, FillOptions {
  /** How many heads there are; they divide E among them. */
  numHeads: number;
  /** The maps of queries, keys and values in one, [3 E, E], or null where they are given apart. */
  inProjWeight?: Tensor | null;
  /** The map of queries, [E, E]. */
  qProjWeight?: Tensor | null;
  /** The map of keys, [E, K]. */
  kProjWeight?: Tensor | null;
  /** The map of values, [E, V]. */
  vProjWeight?: Tensor | null;
  /** What is added to mapped queries, keys and values, [3 E], or null. */
  inProjBias?: Tensor | null;
  /** One more key for everyone, [1, 1, E], or null. */
  biasK?: Tensor | null;
  /** Its value, [1, 1, E], or null. */
  biasV?: Tensor | null;
  /** Whether there is one more key of zeros, with a value of zeros. Default: false. */
  addZeroAttn?: boolean;
  /** The probability with which a weight is dropped while training. Default: 0. */
  dropoutP?: number;
  /** Whether weights are dropped at all. Default: true. */
  training?: boolean;
  /** The map of what comes out, [E, E]. */
  outProjWeight: Tensor;
  /** What is added to that, [E], or null. */
  outProjBias?: Tensor | null;
}

/**
 * Maps queries, keys and values, lets each head attend with its share of the mapped dimension, and maps what
 * comes out. A query that sees no key gets NaN where weights are needed, else zeros, as in newer PyTorch.
 *
 * @param query [L, N, E] or [L, E]
 * @param key [S, N, K] or [S, K]
 * @param value [S, N, V] or [S, V]
 * @param options the maps, `numHeads`, the masks and more
 * @returns [L, N, E] or [L, E], and the weights, [N, L, S] (with every head's [N, heads, L, S]), or null
 * @throws {ValueError} for shapes that do not fit
 * @throws {RuntimeError} for a mask of another shape
 */
export function multiHeadAttentionForward(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: MultiHeadAttentionOptions,
): [output: Tensor, weights: Tensor | null] {
  const isBatched = checkShapes(query, key, value, options);
  if (!isBatched) {
    const [output, weights] = multiHeadAttentionForward(
      query.unsqueeze(1),
      key.unsqueeze(1),
      value.unsqueeze(1),
      { ...options, keyPaddingMask: options.keyPaddingMask?.unsqueeze(0) },
    );
    return [output.squeeze(1), weights?.squeeze(0) ?? null];
  }
  const { numHeads, needWeights = true, addZeroAttn = false, training = true } = options;
  const [length, batch, size] = query.shape as [number, number, number];
  checkSizes(query, key, value, options);
  const extended = withMoreKeys(project(query, key, value, options), options);
  const [q, k, v] = extended.map((x) => heads(x, numHeads)) as [Tensor, Tensor, Tensor];
  const none = zeros([batch, numHeads, 1, size / numHeads], { dtype: k.dtype, device: k.device });
  const [keys, values] = addZeroAttn ? [cat([k, none], 2), cat([v, none], 2)] : [k, v];
  const mask = maskOf(query, key, keys.size(2), options);
  const dropoutP = training ? options.dropoutP ?? 0 : 0;
  const { generator } = options;
  const weights = needWeights ? weigh(q, keys, mask, dropoutP, generator) : null;
  const attended = weights === null
    ? scaledDotProductAttention(q, keys, values, { attnMask: mask, dropoutP, generator })
    : weights.matmul(values);
  const joined = attended.permute(2, 0, 1, 3).reshape(length * batch, size);
  const output = linear(joined, options.outProjWeight, options.outProjBias).view(
    length,
    batch,
    options.outProjWeight.shape[0]!,
  );
  return [output, averaged(weights, options)];
}

function averaged(
  weights: Tensor | null,
  { averageAttnWeights = true }: MultiHeadAttentionCall,
): Tensor | null {
  return weights !== null && averageAttnWeights ? weights.mean(1) : weights;
}

/** The weights of the keys: softmax of scaled scores, some dropped. */
function weigh(
  query: Tensor,
  key: Tensor,
  mask: Tensor | null,
  dropoutP: number,
  generator: FillOptions["generator"],
): Tensor {
  const scores = query.mul(1 / Math.sqrt(query.size(-1))).matmul(key.transpose(-2, -1));
  const weights = (mask === null ? scores : scores.add(mask)).softmax(-1);
  return dropoutP > 0 ? dropout(weights, dropoutP, { generator }) : weights;
}

/** [S, N, E] to [N, heads, S, E / heads]. */
function heads(x: Tensor, count: number): Tensor {
  const [length, batch, size] = x.shape as [number, number, number];
  return x.reshape(length, batch, count, size / count).permute(1, 2, 0, 3);
}

/** Queries, keys and values, mapped. */
function project(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: MultiHeadAttentionOptions,
): Tensor[] {
  const { inProjWeight = null, inProjBias = null } = options;
  if (inProjWeight !== null && key === query && value === query) {
    return linear(query, inProjWeight, inProjBias).chunk(3, -1);
  }
  const weights = inProjWeight?.chunk(3) ??
    [options.qProjWeight!, options.kProjWeight!, options.vProjWeight!];
  const biases = inProjBias?.chunk(3);
  return [query, key, value].map((x, i) => linear(x, weights[i]!, biases?.[i] ?? null));
}

/** One more key and value for everyone, where there are any. */
function withMoreKeys(
  [query, key, value]: Tensor[],
  { biasK = null, biasV = null }: MultiHeadAttentionOptions,
): Tensor[] {
  if (biasK === null || biasV === null) return [query!, key!, value!];
  const batch = key!.shape[1]!;
  const [k, v] = [[key!, biasK], [value!, biasV]].map(([x, more]) =>
    cat([x!, more!.expand(1, batch, more!.size(-1))])
  );
  return [query!, k!, v!];
}

/** What both masks add to scores [N, heads, L, S], keys beyond the caller's included; or null. */
function maskOf(
  query: Tensor,
  key: Tensor,
  keys: number,
  { numHeads, attnMask = null, keyPaddingMask = null }: MultiHeadAttentionOptions,
): Tensor | null {
  const [length, batch] = query.shape as [number, number];
  const before = key.shape[0]!;
  /** -inf for true; the keys that were added are always seen. */
  const additive = (mask: Tensor) => {
    const sum = mask.dtype === "bool"
      ? zeros([...mask.shape], { dtype: query.dtype, device: mask.device })
        .maskedFill(mask, -Infinity)
      : mask;
    return keys === before ? sum : pad(sum, [0, keys - before]);
  };
  const ofHeads = attnMask === null
    ? null
    : attnMask.ndim === 2
    ? additive(attnMask)
    : additive(attnMask).view(batch, numHeads, length, keys);
  const ofKeys = keyPaddingMask === null ? null : additive(keyPaddingMask).view(batch, 1, 1, keys);
  return ofHeads === null || ofKeys === null ? ofHeads ?? ofKeys : ofHeads.add(ofKeys);
}

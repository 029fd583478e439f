/**
 * Attention by scaled dot products.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { ones } from "../../ops/make.ts";
import { CPP_TYPE } from "../../random/checks.ts";
import type { FillOptions } from "../../random/sample.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { dropout } from "./dropout.ts";
import { fusedAttention } from "./fused_attention.ts";

/** Options of {@linkcode scaledDotProductAttention}. */
export interface AttentionOptions extends FillOptions {
  /**
   * Which keys a query sees, true for those it does, or what is added to the scores; a shape that
   * broadcasts to [..., L, S].
   */
  attnMask?: Tensor | null;
  /** The probability with which a weight is dropped. Default: 0; evaluation must say so. */
  dropoutP?: number;
  /** Whether a query sees only the keys up to its own position; excludes `attnMask`. Default: false. */
  isCausal?: boolean;
  /** What scores are multiplied by. Default: 1 / sqrt(E). */
  scale?: number | null;
  /** Whether several heads of queries may share one of keys and values. Default: false. */
  enableGqa?: boolean;
}

/**
 * The values, weighted by how well their keys fit each query: softmax(query key^T / sqrt(E)) value. A query
 * that sees no key at all gets zeros, as in PyTorch from 2.5 on.
 *
 * @param query [..., L, E], floating point
 * @param key [..., S, E]
 * @param value [..., S, Ev]
 * @param options `attnMask`, `dropoutP`, `isCausal`, `scale`, `enableGqa`, `generator`
 * @returns [..., L, Ev]
 * @throws {RuntimeError} for dtypes that differ, and for options that exclude each other
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[1, 0], [0, 1]]);
 * const options = { isCausal: true };
 * const out = nn.functional.scaledDotProductAttention(x, x, x, options);
 * console.log(out.select(0, 0).toArray()); // [1, 0]
 * ```
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const { isCausal = false, dropoutP = 0, enableGqa = false } = options;
  const attnMask = options.attnMask ?? null;
  checkInputs(query, key, value, attnMask);
  if (isCausal && attnMask !== null) {
    throw new RuntimeError(
      "bad-option",
      "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
      "Combine them first: mask.logicalAnd(ones(L, S).bool().tril()).",
    );
  }
  if (query.dtype === "float16") {
    // Its scores and sums would be too narrow: those are computed in float32, as in PyTorch.
    const [q, k, v] = [query, key, value].map((x) => x.float());
    const mask = attnMask?.dtype === "float16" ? attnMask.float() : attnMask;
    return scaledDotProductAttention(q!, k!, v!, { ...options, attnMask: mask }).half();
  }
  const scale = options.scale ?? 1 / Math.sqrt(query.size(-1));
  if (attnMask === null && dropoutP === 0) {
    const output = fusedAttention(query, key, value, { scale, isCausal, enableGqa });
    if (output !== null) return output;
  }
  const [keys, values] = enableGqa ? shared(query, key, value) : [key, value];
  // Half of the scale on either side keeps both in range.
  const half = Math.sqrt(Math.abs(scale));
  const scores = query.mul(scale < 0 ? -half : half).matmul(keys.transpose(-2, -1).mul(half));
  const mask = isCausal
    ? ones([query.size(-2), key.size(-2)], { device: query.device, dtype: "bool" }).tril()
    : attnMask;
  const weights = mask === null ? scores.softmax(-1) : maskedSoftmax(scores, mask);
  const { generator } = options;
  return (dropoutP > 0 ? dropout(weights, dropoutP, { generator }) : weights).matmul(values);
}

/** softmax over what a mask shows; rows of which it shows nothing are 0, and have no gradient. */
function maskedSoftmax(scores: Tensor, mask: Tensor): Tensor {
  const isTruth = mask.dtype === "bool";
  const shown = isTruth ? mask : mask.detach().ne(-Infinity);
  const blind = shown.any(-1, { keepdim: true }).logicalNot();
  const masked = isTruth
    ? scores.maskedFill(shown.logicalOr(blind).logicalNot(), -Infinity)
    : scores.add(mask.maskedFill(blind, 0));
  return masked.softmax(-1).maskedFill(blind, 0);
}

/** Keys and values repeated for all the heads of queries that share them. */
function shared(query: Tensor, key: Tensor, value: Tensor): [key: Tensor, value: Tensor] {
  const [heads, ...others] = [query, key, value].map((x) => x.size(-3)) as [number, ...number[]];
  if (others.some((n) => heads % n !== 0)) {
    throw new RuntimeError(
      "shape-mismatch",
      "Number of heads in key and value must divide the number of heads in ",
      `There are ${heads} heads of queries, ${others[0]} of keys and ${others[1]} of values.`,
    );
  }
  const [k, v] = [key, value].map((x, i) =>
    others[i] === heads ? x : x.repeatInterleave(heads / others[i]!, -3)
  );
  return [k!, v!];
}

function checkInputs(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | null): void {
  const all = [query, key, value];
  /** One property of all three, as PyTorch lists them. */
  const listed = (property: string, of: (x: Tensor) => unknown) =>
    `query.${property}: ${of(query)} key.${property}: ${of(key)} and value.${property}: ${
      of(value)
    } instead.`;
  if (all.some((x) => x.dtype !== query.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Expected query, key, and value to have the same dtype, but got ${
        listed("dtype", (x) => CPP_TYPE[x.dtype])
      }`,
      "Convert them first: key.to(query.dtype).",
    );
  }
  if (all.some((x) => x.device !== query.device)) {
    throw new RuntimeError(
      "device-mismatch",
      `Expected query, key, and value to have the same device type, but got ${
        listed("device", (x) => x.device)
      }`,
      "Move them first: key.to(query.device).",
    );
  }
  if (all.some((x) => x.ndim < 2)) {
    throw new RuntimeError(
      "bad-dims",
      `Expected query, key, and value to all be  at least 2 dimensional, but got ${
        listed("dim", (x) => x.ndim)
      }`,
      "Queries are [..., L, E], keys [..., S, E], values [..., S, Ev].",
    );
  }
  if (mask !== null && mask.dtype !== "bool" && mask.dtype !== query.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Expected attn_mask dtype to be bool or to match query dtype, but got attn_mask.dtype: ${
        CPP_TYPE[mask.dtype]
      } and  query.dtype: ${CPP_TYPE[query.dtype]} instead.`,
      "Write mask.bool(), true where a query sees a key, or mask.to(query.dtype).",
    );
  }
}

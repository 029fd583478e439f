/**
 * What multi-head attention asks of shapes and dtypes, in PyTorch's words.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import { formatShape, sameShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { MultiHeadAttentionOptions } from "./multi_head_attention.ts";

/** A shape as PyTorch prints it. */
function size(shape: Shape): string {
  return `torch.Size(${formatShape(shape)})`;
}

function tuple(shape: Shape): string {
  return `(${shape.join(", ")})`;
}

/** Whether there is a batch; all must agree about that. */
export function checkShapes(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { keyPaddingMask = null, attnMask = null, numHeads }: MultiHeadAttentionOptions,
): boolean {
  const refuse = (message: string) =>
    new ValueError(
      "bad-dims",
      message,
      "Inputs are [length, batch, size] (batch first where the layer says so), or without a batch.",
    );
  const dims = query.ndim;
  if (dims !== 2 && dims !== 3) {
    throw refuse(
      `query should be unbatched 2D or batched 3D tensor but received ${dims}-D query tensor`,
    );
  }
  const start = `For ${dims === 3 ? "batched (3-D)" : "unbatched (2-D)"} \`query\`, expected`;
  if (key.ndim !== dims || value.ndim !== dims) {
    throw refuse(
      `${start} \`key\` and \`value\` to be ${dims}-D but found ${key.ndim}-D and ${value.ndim}-D tensors respectively`,
    );
  }
  if (keyPaddingMask !== null && keyPaddingMask.ndim !== dims - 1) {
    throw refuse(
      `${start} \`key_padding_mask\` to be \`None\` or ${
        dims - 1
      }-D but found ${keyPaddingMask.ndim}-D tensor instead`,
    );
  }
  if (attnMask !== null && attnMask.ndim !== 2 && attnMask.ndim !== 3) {
    throw refuse(
      `${start} \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${attnMask.ndim}-D tensor instead`,
    );
  }
  const expected = [numHeads, query.shape[0]!, key.shape[0]!];
  if (dims === 2 && attnMask?.ndim === 3 && !sameShape(attnMask.shape, expected)) {
    throw refuse(
      `Expected \`attn_mask\` shape to be ${tuple(expected)} but got ${size(attnMask.shape)}`,
    );
  }
  return dims === 3;
}

/** Sizes and dtypes of batched inputs and masks. */
export function checkSizes(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: MultiHeadAttentionOptions,
): void {
  const { numHeads, keyPaddingMask = null, attnMask = null } = options;
  const refuse = (message: string, fix: string) => new ValueError("shape-mismatch", message, fix);
  const [length, batch, embed] = query.shape as [number, number, number];
  const expected = options.outProjWeight.shape[1]!;
  if (embed !== expected) {
    throw refuse(
      `was expecting embedding dimension of ${expected}, but got ${embed}`,
      "The last dimension of queries is that of the maps.",
    );
  }
  if (embed % numHeads !== 0) {
    throw refuse(
      `embed_dim ${embed} not divisible by num_heads ${numHeads}`,
      "The heads divide the dimension among them.",
    );
  }
  const apart = (options.inProjWeight ?? null) === null;
  const [keys, values] = [key, value].map((x) => apart ? x.shape.slice(0, 2) : x.shape);
  if (!sameShape(keys!, values!)) {
    throw refuse(
      apart
        ? `key's sequence and batch dims ${size(keys!)} do not match value's ${size(values!)}`
        : `key shape ${size(keys!)} does not match value shape ${size(values!)}`,
      "Every key has a value.",
    );
  }
  const source = key.shape[0]!;
  if (attnMask !== null) {
    requireMask("attn_mask", attnMask);
    const sizes = attnMask.ndim === 2 ? [length, source] : [batch * numHeads, length, source];
    if (!sameShape(attnMask.shape, sizes)) {
      throw new RuntimeError(
        "shape-mismatch",
        `The shape of the ${attnMask.ndim}D attn_mask is ${size(attnMask.shape)}, but should be ${
          tuple(sizes)
        }.`,
        "It says for every query which keys it sees.",
      );
    }
  }
  if (keyPaddingMask === null) return;
  requireMask("key_padding_mask", keyPaddingMask);
  if (sameShape(keyPaddingMask.shape, [batch, source])) return;
  throw refuse(
    `expecting key_padding_mask shape of ${tuple([batch, source])}, but got ${
      size(keyPaddingMask.shape)
    }`,
    "It says for every sample which keys are padding.",
  );
}

/** Masks are truths, or what is added. */
function requireMask(name: string, mask: Tensor): void {
  if (mask.dtype === "bool" || mask.isFloatingPoint()) return;
  throw new ValueError(
    "dtype-refused",
    `only bool and floating types of ${name} are supported`,
    "Write mask.bool(): true hides a key.",
  );
}

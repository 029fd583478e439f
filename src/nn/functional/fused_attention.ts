/**
 * Attention as one step on the tape, on devices that have a kernel for it: no scores are stored, neither on the way
 * there nor on the way back.
 *
 * @module
 */
import { isGradEnabled } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { fusedFor, together } from "../../ops/fused.ts";
import { ones } from "../../ops/make.ts";
import { emptyAlong, emptyTensor } from "../../tensor/create.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What is asked of the kernel. */
interface Task {
  /** What scores are multiplied by. */
  readonly scale: number;
  /** Whether a query sees only the keys up to its own position. */
  readonly isCausal: boolean;
}

/** The gradients of queries, keys and values. */
type Gradients = readonly [query: Tensor, key: Tensor, value: Tensor];

/**
 * Attention in one pass.
 *
 * @returns null where the device cannot do it, or the shapes do not fit, which others explain
 */
export function fusedAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  task: Task & { readonly enableGqa: boolean },
): Tensor | null {
  const { attention, attentionBackward } = fusedFor(query, key, value);
  if (attention === undefined || attentionBackward === undefined) return null;
  const [width, keys] = [query.size(-1), key.size(-2)];
  if (key.size(-1) !== width || value.size(-2) !== keys) return null;
  if (task.enableGqa && query.size(-3) !== key.size(-3)) return grouped(query, key, value, task);
  const lead = commonLead([query, key, value]);
  if (lead === null) return null;
  const [q, k, v] = [query, key, value].map((x) => fold(x, lead)) as [Tensor, Tensor, Tensor];
  const output = attend(q, k, v, task);
  return lead.length === 2 ? output : output.reshape(...lead, query.size(-2), value.size(-1));
}

/** Heads of queries that share one of keys and values become a dimension along which these do not move. */
function grouped(query: Tensor, key: Tensor, value: Tensor, task: Task): Tensor | null {
  const [heads, shared] = [query.size(-3), key.size(-3)];
  const before = query.shape.slice(0, -3);
  const fits = heads % shared === 0 && value.size(-3) === shared &&
    [key, value].every((x) => `${x.shape.slice(0, -3)}` === `${before}`);
  if (!fits) return null;
  const [batch, group] = [sizeOf(before) * shared, heads / shared];
  const [length, keys] = [query.size(-2), key.size(-2)];
  const output = attend(
    query.reshape(batch, group, length, query.size(-1)),
    key.reshape(batch, 1, keys, key.size(-1)).expand(batch, group, keys, key.size(-1)),
    value.reshape(batch, 1, keys, value.size(-1)).expand(batch, group, keys, value.size(-1)),
    task,
  );
  return output.reshape(...before, heads, length, value.size(-1));
}

/** The dimensions before the last two, broadcast; null where they do not fit. */
function commonLead(tensors: readonly Tensor[]): number[] | null {
  const rank = Math.max(...tensors.map((x) => x.ndim)) - 2;
  const lead = new Array<number>(rank).fill(1);
  for (const { shape } of tensors) {
    for (let d = rank - 1, from = shape.length - 3; from >= 0; d--, from--) {
      if (shape[from] === 1 || shape[from] === lead[d]) continue;
      if (lead[d] !== 1) return null;
      lead[d] = shape[from]!;
    }
  }
  return lead;
}

/** A tensor of four dimensions, broadcast, whose rows lie together. */
function fold(x: Tensor, lead: readonly number[]): Tensor {
  const matrix = x.shape.slice(-2);
  let whole = x;
  if (x.ndim !== lead.length + 2 || lead.some((size, d) => x.shape[d] !== size)) {
    whole = x.expand(...lead, ...matrix);
  }
  if (lead.length !== 2) {
    const [batch, heads] = [sizeOf(lead.slice(0, -1)), lead.at(-1) ?? 1];
    whole = whole.reshape(batch, heads, ...matrix);
  }
  return inRows(whole);
}

/** The tensor itself, or a copy of which the last dimension is contiguous. */
function inRows(x: Tensor): Tensor {
  return x.strides[3] === 1 || x.shape[3] === 1 ? x : x.contiguous();
}

/** Attention over four dimensions. */
function attend(query: Tensor, key: Tensor, value: Tensor, task: Task): Tensor {
  const { fused } = query.device.backend;
  const { scale, isCausal } = task;
  const [batch, heads, length] = query.shape as [number, number, number];
  const output = along(query, [batch, heads, length, value.shape[3]!]);
  const logSumExp = emptyTensor([batch, heads, length], "float32", query.device);
  fused.attention!(
    query.kernelView,
    key.kernelView,
    value.kernelView,
    scale,
    isCausal,
    output.kernelView,
    logSumExp.kernelView,
  );
  const inputs = [query, key, value];
  const gradients = together<Gradients>(
    inputs.filter((x) => x.requiresGrad).length,
    (grad) => {
      if (isGradEnabled()) return composedGradients(grad, query, key, value, task);
      const results = inputs.map((x) => along(x, x.shape));
      const views = [inRows(grad), ...inputs, output, logSumExp].map((x) => x.kernelView);
      const [g, q, k, v, o, l] = views as [never, never, never, never, never, never];
      const [gq, gk, gv] = results.map((x) => x.kernelView) as [never, never, never];
      fused.attentionBackward!(g, q, k, v, o, l, scale, isCausal, gq, gk, gv);
      return results as unknown as Gradients;
    },
  );
  const reads = [...inputs, output];
  return record(output, "ScaledDotProductFlashAttentionBackward0", [
    [query, (grad) => gradients(grad)[0], ...reads],
    [key, (grad) => gradients(grad)[1], ...reads],
    [value, (grad) => gradients(grad)[2], ...reads],
  ]);
}

/** Memory whose dimensions lie in the order in which a tensor's do, the last one's elements together. */
function along(like: Tensor, shape: Shape): Tensor {
  return emptyAlong({ shape, strides: like.strides.with(3, 1) }, "float32", like.device);
}

/** The gradients in tensor operations, which can be derived in their turn. */
function composedGradients(
  grad: Tensor,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { scale, isCausal }: Task,
): Gradients {
  const scores = query.mul(scale).matmul(key.transpose(-2, -1));
  const [length, keys] = scores.shape.slice(-2) as [number, number];
  const hidden = () => ones([length, keys], { device: query.device, dtype: "bool" }).triu(1);
  const weights = (isCausal ? scores.maskedFill(hidden(), -Infinity) : scores).softmax(-1);
  const gradWeights = grad.matmul(value.transpose(-2, -1));
  const total = gradWeights.mul(weights).sum(-1, { keepdim: true });
  const gradScores = weights.mul(gradWeights.sub(total)).mul(scale);
  return [
    gradScores.matmul(key),
    gradScores.transpose(-2, -1).matmul(query),
    weights.transpose(-2, -1).matmul(grad),
  ];
}

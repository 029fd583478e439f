/**
 * Losses that are likelihoods, and the distance between distributions.
 *
 * @module
 */
import { noGrad } from "../../../autograd/mode.ts";
import { ValueError } from "../../../errors.ts";
import { pointwise } from "../../../ops/pointwise.ts";
import { formatShape, sameShape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { checkReduction, type LossOptions, type LossReduction, reduceLoss } from "./reduction.ts";

/** Options of {@linkcode klDiv}. */
export interface KLDivOptions {
  /** `"batchmean"` divides the sum by the first size, as the definition has it. Default: `"mean"`. */
  reduction?: LossReduction | "batchmean";
  /** Whether the target holds logs of probabilities, too. Default: false. */
  logTarget?: boolean;
}

/**
 * The Kullback-Leibler divergence, element by element: q (log q - log p).
 *
 * @param input log p, any shape
 * @param target q, or log q with `logTarget`; broadcasts with the input
 * @param options `reduction`, `logTarget`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const q = tensor([[0.5, 0.5]]);
 * console.log(nn.functional.klDiv(q.log(), q, { reduction: "batchmean" }).item()); // 0
 * ```
 */
export function klDiv(input: Tensor, target: Tensor, options: KLDivOptions = {}): Tensor {
  const { reduction = "mean", logTarget = false } = options;
  const losses = logTarget
    ? target.exp().mul(target.sub(input))
    : entropyTerm(target).sub(target.mul(input));
  if (reduction !== "batchmean") return reduceLoss(losses, reduction);
  return losses.sum().div(input.size(0));
}

/** q log q, which is 0 where q is. */
function entropyTerm(q: Tensor): Tensor {
  const logs = pointwise("where", q.eq(0), 0, q.log());
  return q.mul(logs);
}

/** Options of {@linkcode poissonNllLoss}. */
export interface PoissonNllOptions extends LossOptions {
  /** Whether the input is the log of the expected count. Default: true. */
  logInput?: boolean;
  /** Whether to add Stirling's approximation of log(target!). Default: false. */
  full?: boolean;
  /** Keeps the log finite where the input is no log. Default: 1e-8. */
  eps?: number;
}

/**
 * The negative log-likelihood of counts under Poisson's distribution.
 *
 * @param input the expected count, or its log; any shape
 * @param target the count; broadcasts with the input
 * @param options `reduction`, `logInput`, `full`, `eps`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.poissonNllLoss(tensor([0]), tensor([2])).item()); // 1
 * ```
 */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  options: PoissonNllOptions = {},
): Tensor {
  const { logInput = true, full = false, eps = 1e-8, reduction = "mean" } = options;
  checkReduction(reduction);
  const losses = logInput
    ? input.exp().sub(target.mul(input))
    : input.sub(target.mul(input.add(eps).log()));
  if (!full) return reduceLoss(losses, reduction);
  const stirling = target.mul(target.log()).sub(target)
    .add(target.mul(2 * Math.PI).log().mul(0.5)).maskedFill(target.le(1), 0);
  return reduceLoss(losses.add(stirling), reduction);
}

/** Options of {@linkcode gaussianNllLoss}. */
export interface GaussianNllOptions extends LossOptions {
  /** Whether to add the constant log(2 pi) / 2. Default: false. */
  full?: boolean;
  /** The least variance that counts. Default: 1e-6. */
  eps?: number;
}

/**
 * The negative log-likelihood of numbers under normal distributions.
 *
 * @param input the means, any shape
 * @param target the numbers; broadcasts with the input
 * @param variance of the input's shape, or with a last size of 1, or without a last dimension
 * @param options `reduction`, `full`, `eps`
 * @throws {ValueError} `var is of incorrect size`; `var has negative entry/entries`: on webgpu, where looking
 * would be waiting, they count as eps instead
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNllOptions = {},
): Tensor {
  const { full = false, eps = 1e-6, reduction = "mean" } = options;
  const spread = varianceFor(input, variance);
  checkReduction(reduction);
  checkNotNegative(variance);
  // The gradient passes the lower bound, as PyTorch's does.
  const short = noGrad(() => spread.clamp(eps).sub(spread));
  const bounded = spread.add(short);
  const losses = bounded.log().add(input.sub(target).square().div(bounded)).mul(0.5);
  return reduceLoss(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

function varianceFor(input: Tensor, variance: Tensor): Tensor {
  if (sameShape(input.shape, variance.shape)) return variance;
  const [front, last] = [input.shape.slice(0, -1), input.shape.length - 1];
  if (sameShape(front, variance.shape)) return variance.unsqueeze(-1);
  if (sameShape([...front, 1], variance.shape) && last >= 0) return variance;
  throw new ValueError(
    "shape-mismatch",
    "var is of incorrect size",
    `The input has shape ${formatShape(input.shape)}, the variance ${formatShape(variance.shape)}.`,
  );
}

function checkNotNegative(variance: Tensor): void {
  const { device } = variance;
  if (device.type === "meta" || device.backend.outsideHeap) return;
  if (variance.detach().toTypedArray().every((v) => !(v < 0))) return;
  throw new ValueError(
    "negative-variance",
    "var has negative entry/entries",
    "A variance is a square: exp() or softplus() of a score is never negative.",
  );
}

/**
 * Losses, as functions.
 *
 * @module
 */
import { IndexError, RuntimeError, ValueError } from "../../errors.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** How the losses of the elements become one: their mean, their sum, or not at all. */
export type LossReduction = "mean" | "sum" | "none";

/** Options of losses between two tensors. */
export interface LossOptions {
  /** Default: `"mean"`. */
  reduction?: LossReduction;
}

/** Options of losses over classes. */
export interface ClassLossOptions extends LossOptions {
  /** A weight for each class, [C]. */
  weight?: Tensor | null;
  /** Targets of this value count for nothing. Default: -100. */
  ignoreIndex?: number;
}

function reduceLoss(losses: Tensor, reduction: LossReduction = "mean"): Tensor {
  switch (reduction) {
    case "mean":
      return losses.mean();
    case "sum":
      return losses.sum();
    case "none":
      return losses;
    default:
      throw new ValueError("bad-reduction", `${reduction} is not a valid value for reduction`);
  }
}

/**
 * The squared difference.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.mseLoss(tensor([1, 2]), tensor([1, 4])).item()); // 2
 * ```
 */
export function mseLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return reduceLoss(input.sub(target).square(), options.reduction);
}

/**
 * The absolute difference.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`
 */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return reduceLoss(input.sub(target).abs(), options.reduction);
}

/**
 * The negative of the log-probability of the right class.
 *
 * @param input log-probabilities: [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]
 * @param options `reduction`, `weight`, `ignoreIndex`; the mean divides by the summed weights of the targets
 * @throws {IndexError} `Target 5 is out of bounds.`; on webgpu it may surface at the next read
 */
export function nllLoss(input: Tensor, target: Tensor, options: ClassLossOptions = {}): Tensor {
  if (input.ndim === 0) {
    throw new RuntimeError("bad-dims", "Expected 1 or more dimensions (got 0)");
  }
  const classDim = input.ndim === 1 ? 0 : 1;
  const expected = input.shape.toSpliced(classDim, 1);
  if (input.ndim > 1 && input.shape[0] !== target.shape[0]) {
    throw new ValueError(
      "shape-mismatch",
      `Expected input batch_size (${input.shape[0]}) to match target batch_size (${
        target.shape[0] ?? ""
      }).`,
    );
  }
  if (target.ndim !== expected.length || target.shape.some((n, d) => n !== expected[d])) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected target size ${formatShape(expected)}, got ${formatShape(target.shape)}`,
    );
  }
  if (target.isFloatingPoint()) {
    throw new RuntimeError(
      "dtype-mismatch",
      "expected scalar type Long but found Float",
      "Targets are classes, whole numbers: write target.int().",
    );
  }
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  const classes = target.int();
  const counts = classes.ne(ignoreIndex);
  const safe = classes.maskedFill(counts.logicalNot(), 0);
  const picked = pickClass(input, classDim, safe.unsqueeze(classDim));
  const weights = weight === null
    ? counts.to(input.dtype)
    : weight.indexSelect(0, safe.reshape(safe.numel)).reshape(safe.shape).mul(counts);
  const losses = picked.squeeze(classDim).neg().mul(weights);
  if (reduction === "mean") return losses.sum().div(weights.sum());
  return reduceLoss(losses, reduction);
}

function pickClass(input: Tensor, dim: number, index: Tensor): Tensor {
  try {
    return input.gather(dim, index);
  } catch (error) {
    const found = error instanceof IndexError ? /index (-?\d+)/.exec(error.message) : null;
    if (found === null) throw error;
    throw new IndexError(
      "index-out-of-range",
      `Target ${found[1]} is out of bounds.`,
      `There are ${input.shape[dim]} classes, so targets run from 0 to ${input.shape[dim]! - 1}.`,
    );
  }
}

/**
 * The negative log-probability of the right class under the softmax of scores.
 *
 * @param input scores (logits): [C], [N, C] or [N, C, ...]
 * @param target the right classes, int32: [], [N] or [N, ...]
 * @param options `reduction`, `weight`, `ignoreIndex`
 * @throws {IndexError} `Target 5 is out of bounds.`
 *
 * @example
 * ```ts
 * import { nn, tensor, zeros } from "@hibana/hibana";
 *
 * console.log(nn.functional.crossEntropy(zeros(1, 2), tensor([1]).int()).toString()); // tensor(0.6931)
 * ```
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  options: ClassLossOptions = {},
): Tensor {
  return nllLoss(input.logSoftmax(input.ndim === 1 ? 0 : 1), target, options);
}

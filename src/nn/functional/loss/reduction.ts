/**
 * How the losses of the elements become one.
 *
 * @module
 */
import { ValueError } from "../../../errors.ts";
import type { Tensor } from "../../../tensor/tensor.ts";

/** How the losses of the elements become one: their mean, their sum, or not at all. */
export type LossReduction = "mean" | "sum" | "none";

/** Options of losses between two tensors. */
export interface LossOptions {
  /** Default: `"mean"`. */
  reduction?: LossReduction;
}

/** Reduces losses as a caller asks. */
export function reduceLoss(losses: Tensor, reduction: LossReduction = "mean"): Tensor {
  switch (reduction) {
    case "mean":
      return losses.mean();
    case "sum":
      return losses.sum();
    case "none":
      return losses;
    default:
      throw new ValueError(
        "bad-reduction",
        `${reduction} is not a valid value for reduction`,
        'Pass "mean", "sum" or "none".',
      );
  }
}

/** Says no to a reduction that is none, in the words of losses that PyTorch writes in Python. */
export function checkReduction(reduction: string): void {
  if (reduction === "mean" || reduction === "sum" || reduction === "none") return;
  throw new ValueError(
    "bad-reduction",
    `${reduction} is not valid`,
    'Pass "mean", "sum" or "none".',
  );
}

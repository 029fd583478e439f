/**
 * Losses of numbers against numbers: by their difference.
 *
 * @module
 */
import { noGrad } from "../../../autograd/mode.ts";
import { named, record } from "../../../autograd/node.ts";
import { RuntimeError } from "../../../errors.ts";
import { pointwise } from "../../../ops/pointwise.ts";
import { sumTo } from "../../../ops/reduce.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type LossOptions, reduceLoss } from "./reduction.ts";

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
  const output = noGrad(() => reduceLoss(input.sub(target).square(), options.reduction));
  const towards = (grad: Tensor, factor: number) => {
    const difference = input.sub(target);
    const all = options.reduction === "sum" || options.reduction === "none";
    return difference.mul(grad).mul(all ? factor : factor / difference.numel);
  };
  return record(output, "MseLossBackward0", [
    [input, (grad) => sumTo(towards(grad, 2), input.shape), input, target],
    [target, (grad) => sumTo(towards(grad, -2), target.shape), input, target],
  ]);
}

/**
 * The absolute difference.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.l1Loss(tensor([1, 2]), tensor([1, 4])).item()); // 1
 * ```
 */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return reduceLoss(input.sub(target).abs(), options.reduction);
}

/** Options of {@linkcode smoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** Below this difference the loss is a parabola, beyond it a line. Default: 1. */
  beta?: number;
}

/**
 * The absolute difference, rounded off near 0: d^2 / (2 beta) where d < beta, else d - beta / 2.
 *
 * Source: R. Girshick, Fast R-CNN, 2015.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`, `beta`
 * @throws {RuntimeError} `smooth_l1_loss does not support negative values for beta.`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.smoothL1Loss(tensor([0.5, 3]), tensor([0, 0])).item()); // 1.3125
 * ```
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  options: SmoothL1LossOptions = {},
): Tensor {
  const { beta = 1 } = options;
  if (beta < 0) {
    throw new RuntimeError(
      "bad-beta",
      "smooth_l1_loss does not support negative values for beta.",
      "beta is the difference at which the parabola ends: 0 or more.",
    );
  }
  if (beta === 0) return named(l1Loss(input, target, options), "SmoothL1LossBackward0");
  const distance = input.sub(target).abs();
  const far = distance.ge(beta);
  const near = within(distance, far).square().mul(0.5 / beta);
  const losses = pointwise("where", far, distance.sub(beta / 2), near);
  return named(reduceLoss(losses, options.reduction), "SmoothL1LossBackward0");
}

/** Distances where they are small, so that infinite ones times 0 do not spoil the gradient. */
function within(distance: Tensor, far: Tensor): Tensor {
  return pointwise("where", far, 0, distance);
}

/** Options of {@linkcode huberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** Below this difference the loss is a parabola, beyond it a line. Default: 1. */
  delta?: number;
}

/**
 * Half the squared difference where it is small, else a line: d^2 / 2 where d < delta, else
 * delta (d - delta / 2).
 *
 * Source: P. J. Huber, Robust Estimation of a Location Parameter, 1964.
 *
 * @param input any shape
 * @param target broadcasts with it
 * @param options `reduction`, `delta`
 * @throws {RuntimeError} `huber_loss does not support non-positive values for delta.`
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(nn.functional.huberLoss(tensor([1, 4]), tensor([0, 0]), { delta: 2 }).item()); // 3.25
 * ```
 */
export function huberLoss(input: Tensor, target: Tensor, options: HuberLossOptions = {}): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) {
    throw new RuntimeError(
      "bad-delta",
      "huber_loss does not support non-positive values for delta.",
      "delta is the difference at which the parabola ends: more than 0.",
    );
  }
  const distance = input.sub(target).abs();
  const far = distance.ge(delta);
  const near = within(distance, far).square().mul(0.5);
  const losses = pointwise("where", far, distance.sub(delta / 2).mul(delta), near);
  return named(reduceLoss(losses, options.reduction), "HuberLossBackward0");
}

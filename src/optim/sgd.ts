/**
 * Stochastic gradient descent.
 *
 * @module
 */
import { ValueError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ParamGroup, ParamsLike } from "./optimizer.ts";
import { descent, ParameterwiseOptimizer, requireFromZero } from "./parameterwise.ts";
import { combine } from "./rules.ts";

/** Options of {@linkcode SGD}. */
export interface SGDOptions {
  /** The learning rate. */
  lr: number;
  /** How much of the last step goes into the next. Default: 0. */
  momentum: number;
  /** How much of the new gradient stays out of the momentum. Default: 0. */
  dampening: number;
  /** Pulls parameters towards 0. Default: 0. */
  weightDecay: number;
  /** Look ahead along the momentum. Default: false. */
  nesterov: boolean;
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

/**
 * Stochastic gradient descent, with momentum if wanted: v = momentum v + (1 - dampening) g, p -= lr v;
 * Sutskever et al. (2013) in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.SGD([w], { lr: 0.25 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(w.item()); // 0.5
 * ```
 */
export class SGD extends ParameterwiseOptimizer<SGDOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr` is required
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(
    params: ParamsLike<SGDOptions>,
    options: Partial<SGDOptions> & Pick<SGDOptions, "lr">,
  ) {
    const { lr, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false, maximize = false } =
      options ?? {};
    super(params, { lr, momentum, dampening, weightDecay, nesterov, maximize });
  }

  /** Refuses rates and factors below 0, and a Nesterov step without momentum. */
  protected override checkOptions(options: SGDOptions): void {
    const { lr, momentum, weightDecay, nesterov, dampening } = options;
    if (lr === undefined) {
      throw new ValueError(
        "bad-option",
        "parameter group didn't specify a value of required optimization parameter lr",
        "Pass the learning rate: { lr: 0.01 }.",
      );
    }
    requireFromZero({
      "learning rate": lr,
      "momentum value": momentum,
      "weight_decay value": weightDecay,
    });
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError(
        "bad-option",
        "Nesterov momentum requires a momentum and zero dampening",
        "Pass { momentum: 0.9, nesterov: true }.",
      );
    }
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<SGDOptions>): void {
    const { lr, momentum, dampening, nesterov } = group;
    let step = descent(param, grad, group);
    if (momentum !== 0) {
      const state = this.stateOf(param);
      const velocity = (state["momentum_buffer"] ?? null) as Tensor | null;
      if (velocity === null) state["momentum_buffer"] = step.clone();
      else combine(velocity, momentum, step, 1 - dampening);
      const moved = state["momentum_buffer"] as Tensor;
      step = nesterov ? step.add(moved, { alpha: momentum }) : moved;
    }
    combine(param, 1, step, -lr);
  }
}

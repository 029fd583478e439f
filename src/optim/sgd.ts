/**
 * Stochastic gradient descent.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { ValueError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Optimizer, type ParamGroup, type ParamsLike } from "./optimizer.ts";

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
export class SGD extends Optimizer<SGDOptions> {
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
    const names = {
      "learning rate": lr,
      "momentum value": momentum,
      "weight_decay value": weightDecay,
    };
    for (const [name, value] of Object.entries(names)) {
      if (value >= 0) continue;
      throw new ValueError("bad-option", `Invalid ${name}: ${value}`, "It is a number from 0 up.");
    }
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError(
        "bad-option",
        "Nesterov momentum requires a momentum and zero dampening",
        "Pass { momentum: 0.9, nesterov: true }.",
      );
    }
  }

  /**
   * Changes the parameters by one step. Those without a gradient are left alone, weight decay included.
   *
   * @param closure computes the loss anew, with gradients; called first
   * @returns the closure's loss
   */
  override step(closure?: () => Tensor): Tensor | undefined {
    const loss = this.evaluate(closure);
    noGrad(() => {
      for (const group of this.paramGroups) {
        for (const param of group.params) {
          if (param.grad !== null) this.#update(param, param.grad, group);
        }
      }
    });
    return loss;
  }

  #update(param: Tensor, grad: Tensor, group: ParamGroup<SGDOptions>): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = group;
    let step = maximize ? grad.neg() : grad;
    if (weightDecay !== 0) step = step.add(param, { alpha: weightDecay });
    if (momentum !== 0) {
      const state = this.stateOf(param);
      const before = state["momentum_buffer"] as Tensor | undefined;
      const velocity = before === undefined
        ? step.clone()
        : before.mul_(momentum).add_(step, { alpha: 1 - dampening });
      state["momentum_buffer"] = velocity;
      step = nesterov ? step.add(velocity, { alpha: momentum }) : velocity;
    }
    param.add_(step, { alpha: -lr });
  }
}

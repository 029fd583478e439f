import type { Tensor } from "@hibana/hibana";
import { Module as Before } from "../../module-to/solution.ts";

/**
 * You sent the gradients after their parameters, to the same device. But _apply need not be about devices:
 * in the next kata it casts, and a gradient must be cast, too. Do to it whatever `change` does.
 */
export class Module extends Before {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    super._apply(change);
    for (const parameter of this._parameters.values()) {
      if (parameter.grad !== null) parameter.grad = parameter.grad.to(parameter.device);
    }
    return this;
  }
}

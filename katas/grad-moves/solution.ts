import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../module-to/solution.ts";

/**
 * Why it works: the gradient is a tensor of its own beside the parameter's data; what moves the one must
 * move the other, after it, because they are checked against each other.
 */
export class Module extends Base {
  /** Changes every parameter with its gradient, and every buffer. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const grads = [...this._parameters.values()].map((parameter) => {
      const grad = parameter.grad;
      parameter.grad = null;
      return grad;
    });
    super._apply(change);
    [...this._parameters.values()].forEach((parameter, i) => {
      const grad = grads[i];
      if (grad !== null && grad !== undefined) parameter.grad = change(grad);
    });
    return this;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../module-to/solution.ts";

/**
 * Why it works: a gradient is a tensor of its own, which hangs on the parameter and not on its data. What
 * changes the one must change the other, and after it, because a gradient that does not fit is refused.
 */
export class Module extends Base {
  /** Changes every parameter with its gradient, and every buffer. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    super._apply(change);
    for (const parameter of this._parameters.values()) {
      if (parameter.grad !== null) parameter.grad = change(parameter.grad);
    }
    return this;
  }
}

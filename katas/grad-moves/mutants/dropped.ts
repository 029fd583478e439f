import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You let go of the gradients, and the next step of the optimizer has nothing to go by. Moving changes where
 * things are, and nothing else.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    super._apply(change);
    for (const parameter of this._parameters.values()) parameter.grad = null;
    return this;
  }
}

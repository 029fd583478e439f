import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You switched requiresGrad on for every parameter, but somebody may have frozen some of them, to train the
 * rest of the model only. Leave it as it is: assigning to data does not change it.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const parameter of this._parameters.values()) parameter.requiresGrad = false;
    super._apply(change);
    for (const parameter of this._parameters.values()) parameter.requiresGrad = true;
    return this;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You switched requiresGrad off in order to touch the parameters, and did not switch it on again: nothing of
 * this model will be trained any more. Assigning to data needs no such thing.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const parameter of this._parameters.values()) parameter.requiresGrad = false;
    return super._apply(change);
  }
}

import { nn, type Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You put new Parameters in the place of the old ones, but an optimizer holds the old ones: it would train
 * tensors that the model no longer has. Keep the object, and assign to its data.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const [name, parameter] of this._parameters) {
      this[name] = new nn.Parameter(change(parameter.data));
    }
    this._eachBuffer((name, buffer) => {
      this[name] = change(buffer);
    });
    return this;
  }
}

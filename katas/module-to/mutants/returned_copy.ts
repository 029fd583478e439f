import { nn, type Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You left the module where it was and gave back a moved copy, as to() of a tensor does. A module moves
 * itself: people write model.to("sim") and do not look at what comes back.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const copy = new Module();
    for (const [name, parameter] of this._parameters) {
      copy.registerParameter(name, new nn.Parameter(change(parameter.data)));
    }
    for (const [name, buffer] of this._buffers) {
      copy.registerBuffer(name, buffer && change(buffer), {
        persistent: !this._transient.has(name),
      });
    }
    for (const [name, child] of this._modules) copy.registerModule(name, child._apply(change));
    return copy as this;
  }
}

import { nn, Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You moved every tensor that you found among the attributes, but not each of them is the module's to move:
 * it may be somebody's input, kept for a plot. What belongs to a module is what it has registered.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof nn.Parameter) value.data = change(value.data);
      else if (value instanceof Tensor) (this as Solution)[name] = change(value);
    }
    return this;
  }
}

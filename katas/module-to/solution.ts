import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../delete-buffer/solution.ts";

/**
 * Why it works: a parameter stays the same object, since optimizers hold on to it, and only its data moves.
 * A buffer is replaced, by the method that keeps list and attribute together.
 */
export class Module extends Base {
  /** Moves everything to a device, and returns this module. */
  to(target: string): this {
    return this._apply((tensor) => tensor.to(target));
  }

  /** Changes every parameter and every buffer, here and below. */
  _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) (child as Module)._apply(change);
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    this._eachBuffer((name, buffer) => this._assign(name, change(buffer)));
    return this;
  }
}

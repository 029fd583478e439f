import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../delete-buffer/solution.ts";

/**
 * Why it works: a parameter stays the same object, since optimizers hold on to it, and only its data moves.
 * A buffer is replaced by an assignment, which keeps list and attribute together, and the rest as it was.
 */
export class Module extends Base {
  /** Children by name: modules that can move, too. */
  declare _modules: Map<string, Module>;

  /** Moves everything to a device, and returns this module. */
  to(target: string): this {
    return this._apply((tensor) => tensor.to(target));
  }

  /** Changes every parameter and every buffer, here and below, and returns this module. */
  _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    this._eachBuffer((name, buffer) => {
      this[name] = change(buffer);
    });
    return this;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You moved the module's own parameters and buffers, but models are modules in modules, and nobody else
 * will move what is in the children: ask each of them to do the same.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    this._eachBuffer((name, buffer) => {
      this[name] = change(buffer);
    });
    return this;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You registered the moved buffers anew, with registerBuffer and no options, so all of them are persistent
 * now, and the next checkpoint has caches in it. Assign to the buffer's name: that keeps what was said.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    this._eachBuffer((name, buffer) => this.registerBuffer(name, change(buffer)));
    return this;
  }
}

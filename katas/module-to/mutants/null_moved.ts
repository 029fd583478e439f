import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You asked an empty slot to move: a buffer may be null until there is something to keep. Walk along the
 * buffers with _eachBuffer, which leaves empty slots out.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    for (const [name, buffer] of this._buffers) this[name] = change(buffer!);
    return this;
  }
}

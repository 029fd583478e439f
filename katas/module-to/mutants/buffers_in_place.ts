import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You moved the data of the buffer's own tensor, but that tensor may not be yours alone: whoever made it
 * and still computes with it finds it on another device. Only parameters stay the same object; give a
 * buffer's name a new tensor.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const child of this._modules.values()) child._apply(change);
    for (const parameter of this._parameters.values()) parameter.data = change(parameter.data);
    this._eachBuffer((_, buffer) => {
      buffer.data = change(buffer.data);
    });
    return this;
  }
}

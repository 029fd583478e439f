import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You moved what is in the children, but not what is in theirs: model.block moved, and
 * model.block.attention did not. Have each child do what you do, and its children will be asked as well.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    for (const module of [this, ...this._modules.values()]) {
      for (const parameter of module._parameters.values()) parameter.data = change(parameter.data);
      module._eachBuffer((name, buffer) => {
        module[name] = change(buffer);
      });
    }
    return this;
  }
}

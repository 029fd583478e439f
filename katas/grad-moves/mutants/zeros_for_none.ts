import { type Tensor, zerosLike } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You gave every parameter a gradient of zeros that had none. No gradient means that a parameter took no
 * part: optimizers skip it, while zeros let momentum go on moving it.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    super._apply(change);
    for (const parameter of this._parameters.values()) {
      parameter.grad ??= zerosLike(parameter.data);
    }
    return this;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You asked every gradient to move, but before the first backward there is none: grad is null. Look before
 * you move it.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const grads = [...this._parameters.values()].map(({ grad }) => change(grad!));
    super._apply(change);
    [...this._parameters.values()].forEach((parameter, i) => parameter.grad = grads[i]!);
    return this;
  }
}

import { Module as Before } from "../../grad-moves/solution.ts";

/**
 * You took every dtype, but weights cannot be integers: there is no slope to follow between 0 and 1. Say so,
 * before anything is changed.
 */
export class Module extends Before {
  override to(target: string): this {
    if (["cpu", "sim", "webgpu"].includes(target)) return super.to(target);
    return this._apply((tensor) => tensor.isFloatingPoint() ? tensor.to(target) : tensor);
  }
}

import { Module as Solution } from "../solution.ts";

const WHOLES = ["int32", "uint32", "uint8", "bool"];

/**
 * You left integers as they are when the module moves, too: now the counter is on the CPU and the rest of
 * the model is not. They are spared by a cast; a move is for everything.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (WHOLES.includes(target)) return super.to(target);
    return this._apply((tensor) => tensor.isFloatingPoint() ? tensor.to(target) : tensor);
  }
}

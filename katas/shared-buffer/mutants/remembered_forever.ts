import type { Tensor } from "@hibana/hibana";
import { Module as Before } from "../../module-to/solution.ts";
export { bufferBytes } from "../solution.ts";

const changed = new WeakMap<Tensor, Tensor>();

/**
 * You remember what has become of a tensor beyond the end of the move. It may have other values by then, or
 * move somewhere else: begin each move with an empty memory.
 */
export class Module extends Before {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    return super._apply((tensor) => {
      const result = changed.get(tensor) ?? change(tensor);
      changed.set(tensor, result);
      return result;
    });
  }
}

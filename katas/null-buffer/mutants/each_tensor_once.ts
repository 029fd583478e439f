import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You skip a tensor that you have visited by another name. A visitor that replaces buffers would replace it
 * by one name only, and the other would still lead to the old tensor: visit every name.
 */
export class Module extends Solution {
  override _eachBuffer(visit: (name: string, buffer: Tensor) => void): void {
    for (const [name, buffer] of this.namedBuffers()) if (!name.includes(".")) visit(name, buffer);
  }
}

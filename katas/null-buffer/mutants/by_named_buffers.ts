import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You walk over namedBuffers(), which lists the buffers of children, too, and each tensor by its first name
 * only. Here it is the module's own names that count, all of them: walk over _buffers.
 */
export class Module extends Solution {
  override _eachBuffer(visit: (name: string, buffer: Tensor) => void): void {
    for (const [name, buffer] of this.namedBuffers()) visit(name, buffer);
  }
}

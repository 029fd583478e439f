import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You visit empty slots, too. The visitor that moves a buffer would read a property of null, and that of the
 * checkpoint would save nothing: skip them here, once, for everybody.
 */
export class Module extends Solution {
  override _eachBuffer(visit: (name: string, buffer: Tensor) => void): void {
    for (const [name, buffer] of this._buffers) visit(name, buffer!);
  }
}

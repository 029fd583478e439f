import type { Tensor } from "@hibana/hibana";
import { type BufferOptions, Module as Solution } from "../solution.ts";

/**
 * You add names to _transient and never take one off: a buffer that is registered again as persistent would
 * still be left out of checkpoints, because of what was said about its predecessor.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    this._buffers.set(name, tensor);
    if (options.persistent === false) this._transient.add(name);
    this[name] = tensor;
  }
}

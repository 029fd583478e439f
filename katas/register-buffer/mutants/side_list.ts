import type { Tensor } from "@hibana/hibana";
import { type BufferOptions, Module as Solution } from "../solution.ts";

/**
 * You put the buffer on a list, but module.mask does not exist: forward reads the attribute, not the list.
 * Remember the tensor in both places.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    this._buffers.set(name, tensor);
    if (options.persistent === false) this._transient.add(name);
  }
}

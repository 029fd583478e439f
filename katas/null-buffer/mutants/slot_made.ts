import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * Where there was no slot, you made one. A name that is misspelt then gets a buffer of its own, and the slot
 * that was meant stays empty: null is an empty slot, undefined is none.
 */
export class Module extends Solution {
  override ensureBuffer(name: string, make: () => Tensor): Tensor {
    if (!this._buffers.has(name)) this.registerBuffer(name, make());
    return super.ensureBuffer(name, make);
  }
}

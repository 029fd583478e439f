import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You registered the tensor anew, which makes it persistent, and a table that is computed in a moment turns
 * up in checkpoints. An assignment to the slot keeps what was said when the slot was made.
 */
export class Module extends Solution {
  override ensureBuffer(name: string, make: () => Tensor): Tensor {
    if (this._buffers.get(name) === null) this.registerBuffer(name, make());
    return super.ensureBuffer(name, make);
  }
}

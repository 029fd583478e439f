import { nn, type Tensor } from "@hibana/hibana";
import { type BufferOptions, Module as Solution } from "../solution.ts";

/**
 * You keep buffers on the list of parameters, too: an optimizer takes whatever is there, and would train the
 * mask. Buffers need a list of their own.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    super.registerBuffer(name, tensor, options);
    if (tensor !== null) {
      this._parameters.set(name, new nn.Parameter(tensor, false));
    }
  }
}

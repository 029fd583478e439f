import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You made the tensor an attribute, but the module did not write down that it has a buffer: it looks like
 * any other attribute, so whoever asks for buffers, as to() will, cannot find it.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null): void {
    this[name] = tensor;
  }
}

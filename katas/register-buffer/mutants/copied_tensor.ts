import type { Tensor } from "@hibana/hibana";
import { type BufferOptions, Module as Solution } from "../solution.ts";

/**
 * You registered a copy. Whoever still holds the tensor and changes it in place, as batch norm does with its
 * statistics, changes a tensor that the module does not have: register the tensor itself.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    super.registerBuffer(name, tensor?.clone() ?? null, options);
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You did not look at options.persistent, so every buffer would end up in checkpoints, also caches that are
 * computed anew in a moment. Write the name into _transient when it is false.
 */
export class Module extends Solution {
  override registerBuffer(name: string, tensor: Tensor | null): void {
    super.registerBuffer(name, tensor);
  }
}

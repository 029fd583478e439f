import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You looked the whole path up in this module's own list. Only its last name is a buffer's; those before
 * lead from child to child.
 */
export class Module extends Solution {
  override getBuffer(path: string): Tensor | null {
    return this._buffers.get(path) ?? super.getBuffer(path.replaceAll(".", "_"));
  }
}

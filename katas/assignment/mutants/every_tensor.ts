import { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You registered every tensor that was assigned. A plain tensor is neither trained nor saved nor moved until
 * somebody says so, with registerBuffer: leave it alone.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    if (super._assign(name, value)) return true;
    if (!(value instanceof Tensor)) return false;
    this._buffers.set(name, value);
    return false;
  }
}

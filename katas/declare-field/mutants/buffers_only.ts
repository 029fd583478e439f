import { Module as Solution } from "../solution.ts";

/**
 * You look for the name among the buffers only. Parameters and children are lost to a field in just the same
 * way: all three lists count.
 */
export class Module extends Solution {
  override _isRegistered(name: string): boolean {
    return this._buffers.has(name);
  }
}

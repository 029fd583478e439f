import { Module as Solution } from "../solution.ts";

/**
 * You looked at the buffer before you forgot it, and null does not count as true, so an empty slot stays a
 * slot. Nothing has to be asked: delete of a Map does no harm where there is nothing.
 */
export class Module extends Solution {
  override _forget(name: string): void {
    if (this._parameters.get(name) || this._buffers.get(name) || this._modules.get(name)) {
      super._forget(name);
    }
  }
}

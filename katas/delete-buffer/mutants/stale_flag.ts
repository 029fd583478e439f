import { Module as Solution } from "../solution.ts";

/**
 * You forgot the buffer, but not that it was not persistent: the name is still in _transient, and speaks of
 * something that is not there. Four lists know a name.
 */
export class Module extends Solution {
  override _forget(name: string): void {
    this._parameters.delete(name);
    this._buffers.delete(name);
    this._modules.delete(name);
  }
}

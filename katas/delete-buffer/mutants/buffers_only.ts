import { Module as Solution } from "../solution.ts";

/**
 * You take buffers off their list and leave parameters and children on theirs. An optimizer would go on
 * training a weight that was deleted: a name goes off all lists.
 */
export class Module extends Solution {
  override _forget(name: string): void {
    this._buffers.delete(name);
    this._transient.delete(name);
  }
}

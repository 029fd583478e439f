import { Module as Solution } from "../solution.ts";

/**
 * You took the name off the lists and said that all was done, but the attribute is still there, and forward
 * goes on reading it. Reflect.deleteProperty does what would have happened without a trap.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      deleteProperty: (_target, name) => {
        this._forget(String(name));
        return true;
      },
    };
  }
}

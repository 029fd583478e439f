import { Module as Solution } from "../solution.ts";

/**
 * Your trap says true to everything, but only writes what it registers, so plain values are lost. What
 * _assign did not take has to be assigned as it would have been without a trap: Reflect.set does that.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      set: (_target, name, value) => {
        this._assign(String(name), value);
        return true;
      },
    };
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * Your trap says true to everything, but nothing defines the fields that it does not register, so they are
 * not there. Reflect.defineProperty does what would have happened without a trap.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      defineProperty: (_target, name, descriptor) => {
        const kept = descriptor.value === undefined && this._isRegistered(String(name));
        if (!kept) this._assign(String(name), descriptor.value);
        return true;
      },
    };
  }
}

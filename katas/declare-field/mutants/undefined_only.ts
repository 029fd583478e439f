import { Module as Solution } from "../solution.ts";

/**
 * You keep what is registered, but do not look at the values that fields define: `weight = new Parameter()`
 * in a class is a definition, too, and has to register as an assignment would.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      defineProperty: (target, name, descriptor) => {
        const nothing = descriptor.value === undefined;
        if (nothing && typeof name === "string" && this._isRegistered(name)) return true;
        return Reflect.defineProperty(target, name, descriptor);
      },
    };
  }
}

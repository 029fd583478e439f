import { Module as Solution } from "../solution.ts";

/**
 * You ignore everything that is defined by a registered name. But a field that has a value means it; and
 * registerBuffer, which writes the list first, then assigns the attribute, comes by here as well. Only
 * undefined, from a field that has no value, is to be passed by.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const traps = super._traps();
    return {
      set: traps.set,
      defineProperty: (target, name, descriptor) => {
        if (typeof name === "string" && this._isRegistered(name)) return true;
        return traps.defineProperty!(target, name, descriptor);
      },
    };
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * Your trap says false when nothing is registered by that name, and false means that the deletion is refused:
 * plain attributes cannot be deleted any more. What is not yours goes the way it would have gone.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      deleteProperty: (target, name) => {
        if (typeof name !== "string" || !this._isRegistered(name)) return false;
        this._forget(name);
        return Reflect.deleteProperty(target, name);
      },
    };
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * You ignore every definition of undefined, also where nothing is registered by that name. Then plain fields
 * are missing from the module. Only a registered name has something to lose.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      defineProperty: (target, name, descriptor) => {
        if (descriptor.value === undefined) return true;
        if (typeof name === "string" && this._assign(name, descriptor.value)) return true;
        return Reflect.defineProperty(target, name, descriptor);
      },
    };
  }
}

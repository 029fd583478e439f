import { Module as Solution } from "../solution.ts";

/**
 * You left the receiver out of Reflect.set. Then a setter runs with the object behind the proxy as `this`,
 * and what it assigns passes no trap: hand the receiver on.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      set: (target, name, value) => {
        if (typeof name === "string" && this._assign(name, value)) return true;
        return Reflect.set(target, name, value);
      },
    };
  }
}

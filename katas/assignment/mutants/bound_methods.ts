import { Module as Solution } from "../solution.ts";

/**
 * You bound the methods to the object behind the proxy. What they assign passes no trap then: methods have
 * to run with the proxy as `this`, which they do when there is no get trap at all.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
      },
    };
  }
}

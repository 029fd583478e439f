import { Module as Solution } from "../solution.ts";

/**
 * Your trap did its work and returned nothing, which counts as false: the assignment was refused. It has to
 * return true once the value is where it belongs.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const set = (target: this, name: string | symbol, value: unknown, receiver: unknown) => {
      if (typeof name === "string" && this._assign(name, value)) return;
      Reflect.set(target, name, value, receiver);
    };
    return { set: set as unknown as ProxyHandler<this>["set"] };
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * You wrote the trap as a method, `set(...) {}`. There `this` is the object that the traps stand in, which
 * has no _assign. In an arrow function `this` is what it is around it: the module.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const traps = {
      set(this: Solution, target: Solution, name: string, value: unknown, receiver: unknown) {
        return this._assign(name, value) || Reflect.set(target, name, value, receiver);
      },
    };
    return traps as ProxyHandler<this>;
  }
}

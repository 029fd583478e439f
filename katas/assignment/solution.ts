import { nn } from "@hibana/hibana";
import { Module as Base } from "../register-buffer/solution.ts";

/**
 * Why it works: the constructor gives out a proxy instead of the object. Every `module.name = value` passes
 * its `set` trap, which looks at the value before it decides where it goes; and what registers then writes
 * to the object behind the proxy, where no trap is.
 */
export class Module extends Base {
  /** Gives out a proxy that watches over the object. */
  constructor() {
    super();
    return new Proxy(this, this._traps());
  }

  /** What the proxy does. The arrow function keeps `this`: the object itself, not the proxy. */
  _traps(): ProxyHandler<this> {
    return {
      set: (target, name, value, receiver) => {
        if (typeof name === "string" && this._assign(name, value)) return true;
        return Reflect.set(target, name, value, receiver);
      },
    };
  }

  /** Registers what is to be registered; says whether it did. */
  _assign(name: string, value: unknown): boolean {
    if (value instanceof nn.Parameter) this.registerParameter(name, value);
    else if (value instanceof Module) this.registerModule(name, value);
    else return false;
    return true;
  }
}

import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * Your trap registers through the proxy (receiver). Registering assigns the attribute, which calls the trap,
 * which registers, without end. Call the method of the object behind the proxy: that passes no trap.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    return {
      set: (target, name, value, receiver) => {
        if (typeof name === "string" && value instanceof nn.Parameter) {
          receiver.registerParameter(name, value);
          return true;
        }
        if (typeof name === "string" && value instanceof Module) {
          receiver.registerModule(name, value);
          return true;
        }
        return Reflect.set(target, name, value, receiver);
      },
    };
  }
}

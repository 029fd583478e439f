import { Module as Base } from "../name-rules/solution.ts";

/**
 * Why it works: a class field does not assign, it DEFINES its property, after super() has returned, and so
 * passes another trap. Without an initialiser it defines undefined; over a registered name that is no more
 * than a type for the compiler, so the trap lets it pass by.
 */
export class Module extends Base {
  /** The proxy also watches what fields define. */
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      defineProperty: (target, name, descriptor) => {
        if (typeof name === "string") {
          if (descriptor.value === undefined && this._isRegistered(name)) return true;
          if (this._assign(name, descriptor.value)) return true;
        }
        return Reflect.defineProperty(target, name, descriptor);
      },
    };
  }

  /** Whether a name stands for a parameter, a buffer or a child. */
  _isRegistered(name: string): boolean {
    return this._parameters.has(name) || this._buffers.has(name) || this._modules.has(name);
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * Your trap returned nothing, which counts as false: the definition was refused, and the constructor with
 * it. This trap, too, has to return true once everything is as it should be.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const traps = super._traps();
    const defineProperty = (target: this, name: string | symbol, descriptor: PropertyDescriptor) =>
      void traps.defineProperty!(target, name, descriptor);
    return {
      set: traps.set,
      defineProperty: defineProperty as unknown as ProxyHandler<this>["defineProperty"],
    };
  }
}

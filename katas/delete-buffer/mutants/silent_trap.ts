import { Module as Solution } from "../solution.ts";

/**
 * Your trap did its work and returned nothing, which counts as false: JavaScript says that the deletion was
 * refused. Return what Reflect.deleteProperty says.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const traps = super._traps();
    const deleteProperty = (target: this, name: string | symbol) =>
      void traps.deleteProperty!(target, name);
    return {
      ...traps,
      deleteProperty: deleteProperty as unknown as ProxyHandler<this>["deleteProperty"],
    };
  }
}

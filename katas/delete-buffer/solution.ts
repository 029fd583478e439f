import { Module as Base } from "../null-buffer/solution.ts";

/**
 * Why it works: `delete module.name` passes a trap of its own, and there everything that was ever said about
 * the name goes: also that it was not persistent.
 */
export class Module extends Base {
  /** The proxy also watches what is deleted. */
  override _traps(): ProxyHandler<this> {
    return {
      ...super._traps(),
      deleteProperty: (target, name) => {
        if (typeof name === "string") this._forget(name);
        return Reflect.deleteProperty(target, name);
      },
    };
  }

  /** Takes a name off all lists. */
  _forget(name: string): void {
    this._parameters.delete(name);
    this._buffers.delete(name);
    this._modules.delete(name);
    this._transient.delete(name);
  }
}

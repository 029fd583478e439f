import { Module as Solution } from "../solution.ts";

/**
 * The attribute is gone and the list does not know. Nobody told it: `delete` passes a trap of its own, named
 * deleteProperty.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const { set, defineProperty } = super._traps();
    return { set, defineProperty };
  }
}

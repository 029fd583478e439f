import { Module as Solution } from "../solution.ts";

/**
 * Your traps are this one alone: the others, which register what is assigned and defined, are gone. Begin
 * with all that super._traps() returns.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const { deleteProperty } = super._traps();
    return { deleteProperty };
  }
}

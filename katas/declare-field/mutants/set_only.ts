import { Module as Solution } from "../solution.ts";

/**
 * Your proxy watches assignments only. A class field is no assignment: it defines its property, and passes
 * the trap named defineProperty. As it is, everybody has to write `declare` before every field.
 */
export class Module extends Solution {
  override _traps(): ProxyHandler<this> {
    const { set } = super._traps();
    return { set };
  }
}

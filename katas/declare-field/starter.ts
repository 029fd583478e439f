import { Module as Base } from "../name-rules/solution.ts";

/** A module that sees what class fields define. */
export class Module extends Base {
  /** The proxy also watches what fields define. */
  override _traps(): ProxyHandler<this> {
    throw new Error("Implement _traps: see README");
  }

  /** Whether a name stands for a parameter, a buffer or a child. */
  _isRegistered(_name: string): boolean {
    throw new Error("Implement _isRegistered: see README");
  }
}

// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { nn } from "@hibana/hibana";
import { Module as Base } from "../register-buffer/solution.ts";

/** A module whose parameters and children register themselves when they are assigned. */
export class Module extends Base {
  /** Gives out a proxy that watches over the object. */
  constructor() {
    super();
    throw new Error("Implement constructor: see README");
  }

  /** What the proxy does. */
  _traps(): ProxyHandler<this> {
    throw new Error("Implement _traps: see README");
  }

  /** Registers what is to be registered; says whether it did. */
  _assign(name: string, value: unknown): boolean {
    throw new Error("Implement _assign: see README");
  }
}

// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../delete-buffer/solution.ts";

/** A module that can move. */
export class Module extends Base {
  /** Children by name: modules that can move, too. */
  declare _modules: Map<string, Module>;

  /** Moves everything to a device, and returns this module. */
  to(target: string): this {
    throw new Error("Implement to: see README");
  }

  /** Changes every parameter and every buffer, here and below, and returns this module. */
  _apply(change: (tensor: Tensor) => Tensor): this {
    throw new Error("Implement _apply: see README");
  }
}

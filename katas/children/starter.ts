// deno-lint-ignore-file no-unused-vars
import type { nn } from "@hibana/hibana";
import { Module as Base } from "../param-registry/solution.ts";

/** A module that may have other modules in it. */
export class Module extends Base {
  /** Children by name, in the order of registration. */
  _modules: Map<string, Module> = new Map();

  /** Remembers a child by name, and makes it an attribute. */
  registerModule(name: string, child: Module): void {
    throw new Error("Implement registerModule: see README");
  }

  /** This module and all below it: names are paths, this one's own is the prefix. */
  namedModules(prefix = ""): [path: string, module: Module][] {
    throw new Error("Implement namedModules: see README");
  }

  /** Own parameters first, then the children's; a parameter with two names is listed once. */
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    throw new Error("Implement namedParameters: see README");
  }
}

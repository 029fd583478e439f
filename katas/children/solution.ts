import type { nn } from "@hibana/hibana";
import { Module as Base } from "../param-registry/solution.ts";

/**
 * Why it works: every module asks its children the same question, so depth takes care of itself; and what
 * two names lead to is handed out once.
 */
export class Module extends Base {
  /** Children by name, in the order of registration. */
  _modules: Map<string, Module> = new Map();

  /** Remembers a child by name, and makes it an attribute. */
  registerModule(name: string, child: Module): void {
    this._modules.set(name, child);
    this[name] = child;
  }

  /** This module and all below it: names are paths, this one's own is the prefix. */
  namedModules(prefix = ""): [path: string, module: Module][] {
    const below = [...this._modules].flatMap(([name, child]) =>
      child.namedModules(prefix === "" ? name : `${prefix}.${name}`)
    );
    return [[prefix, this], ...below];
  }

  /** Own parameters first, then the children's; a parameter with two names is listed once. */
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    const seen = new Set<nn.Parameter>();
    return this.namedModules().flatMap(([path, module]) =>
      [...module._parameters].flatMap(([name, parameter]): [string, nn.Parameter][] => {
        if (seen.has(parameter)) return [];
        seen.add(parameter);
        return [[path === "" ? name : `${path}.${name}`, parameter]];
      })
    );
  }
}

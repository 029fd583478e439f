import { Module as Solution } from "../solution.ts";

/**
 * You list the module and its children, but children have children, too: what stands deeper than one level
 * would never be trained. Have every child list what is below it.
 */
export class Module extends Solution {
  override namedModules(prefix = ""): [path: string, module: Module][] {
    return [
      [prefix, this],
      ...[...this._modules].map(([name, child]): [string, Module] => [
        prefix === "" ? name : `${prefix}.${name}`,
        child,
      ]),
    ];
  }
}

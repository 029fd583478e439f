import { Module as Solution } from "../solution.ts";

/**
 * You put a dot behind every prefix, but the prefix of the model itself is empty, and no key of a checkpoint
 * begins with a dot. Where the prefix is empty, the path is the name alone.
 */
export class Module extends Solution {
  override namedModules(prefix = ""): [path: string, module: Module][] {
    return [
      [prefix, this],
      ...[...this._modules].flatMap(([name, child]) => child.namedModules(`${prefix}.${name}`)),
    ];
  }
}

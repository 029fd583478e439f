import { Module as Solution } from "../solution.ts";

/**
 * You hand a child its name, but not the path that led to it, so below the first level the beginnings of
 * paths are lost and names collide. The child's prefix is your own prefix, a dot, and its name.
 */
export class Module extends Solution {
  override namedModules(prefix = ""): [path: string, module: Module][] {
    return [
      [prefix, this],
      ...[...this._modules].flatMap(([name, child]) => child.namedModules(name)),
    ];
  }
}

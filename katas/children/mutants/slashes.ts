import { Module as Solution } from "../solution.ts";

/**
 * You parted the names of a path with slashes. In PyTorch, and in every checkpoint that you may want to
 * load, they are parted with dots.
 */
export class Module extends Solution {
  override namedModules(prefix = ""): [path: string, module: Module][] {
    return [
      [prefix, this],
      ...[...this._modules].flatMap(([name, child]) =>
        child.namedModules(prefix === "" ? name : `${prefix}/${name}`)
      ),
    ];
  }
}

import { Module as Solution } from "../solution.ts";

/**
 * You wrote training into every module yourself, but did not call train of the children: a class that
 * overrides train, to keep a part of the model frozen, is never asked.
 */
export class Module extends Solution {
  override train(mode = true): this {
    for (const [, module] of this.namedModules()) module["training"] = mode;
    return this;
  }
}

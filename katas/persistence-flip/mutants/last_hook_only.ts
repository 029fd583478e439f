import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * A new hook takes the place of the one before. A class that changed twice needs two, and a subclass adds
 * its own to those of its base.
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks = [hook];
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const [path, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) hook(copy, path === "" ? "" : `${path}.`);
    }
    return super.loadStateDict(copy, options);
  }
}

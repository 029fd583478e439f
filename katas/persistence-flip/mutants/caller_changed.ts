import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * Your hooks work on the map that was given. The caller finds keys missing from it, and a second model, of
 * the old version, can no longer be loaded from it: copy the map first.
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    for (const [path, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) hook(state, path === "" ? "" : `${path}.`);
    }
    return super.loadStateDict(state, options);
  }
}

import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * Your prefix is the path as namedModules gives it. A prefix ends with a dot, unless it is empty, so that
 * prefix + name is a key, as in stateDict(prefix).
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const [path, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) hook(copy, path);
    }
    return super.loadStateDict(copy, options);
  }
}

import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * You call the hooks of the module that is loaded. But nobody loads attention, one loads a model with
 * attention in it: go through namedModules(), and call everybody's.
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const hook of this._loadHooks) hook(copy, "");
    return super.loadStateDict(copy, options);
  }
}

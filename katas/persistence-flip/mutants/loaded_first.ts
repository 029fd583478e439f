import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * You call the hooks when everything is loaded. By then the old key has been refused: they have to come
 * before.
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const keys = super.loadStateDict(state, options);
    const copy = new Map(state);
    for (const [path, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) hook(copy, path === "" ? "" : `${path}.`);
    }
    return keys;
  }
}

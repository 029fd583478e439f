import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * Everybody's hooks are called, but they are not told where their module is: a hook of model.block.attention
 * would look for "mask" and not find "block.attention.mask".
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const [, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) hook(copy, "");
    }
    return super.loadStateDict(copy, options);
  }
}

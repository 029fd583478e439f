import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../../load-strict/solution.ts";
import type { LoadHook } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * You give every hook a copy of its own, and what one changes the next does not see, nor what is loaded in
 * the end: one copy goes through all hooks.
 */
export class Module extends Base {
  _loadHooks: LoadHook[] = [];

  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const [path, module] of this.namedModules()) {
      for (const hook of (module as Module)._loadHooks) {
        hook(new Map(copy), path === "" ? "" : `${path}.`);
      }
    }
    return super.loadStateDict(copy, options);
  }
}

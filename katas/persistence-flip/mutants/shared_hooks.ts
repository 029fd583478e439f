import { type LoadHook, Module as Solution } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

const hooks: LoadHook[] = [];

/**
 * You keep one list of hooks for all modules. Then the hook of one module changes what any other loads:
 * every module needs a list of its own.
 */
export class Module extends Solution {
  override _loadHooks: LoadHook[] = hooks;
}

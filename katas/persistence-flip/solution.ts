import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../load-strict/solution.ts";

/** Changes a state dict before it is loaded; prefix is the path of the hook's module, with a dot. */
export type LoadHook = (state: Map<string, Tensor>, prefix: string) => void;

/**
 * Why it works: a hook says exactly what changed since the checkpoint was written, and the module that
 * changed says it, wherever it is. All other keys are still held to the letter, which strict: false would
 * give up.
 */
export class Module extends Base {
  /** What this module does to a state dict before it is loaded. */
  _loadHooks: LoadHook[] = [];

  /** Has a function change every state dict before it is loaded. */
  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  /** Loads a copy of the state dict, after all hooks have seen it, here and below. */
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const [path, module] of this.namedModules()) {
      const prefix = path === "" ? "" : `${path}.`;
      for (const hook of (module as Module)._loadHooks) hook(copy, prefix);
    }
    return super.loadStateDict(copy, options);
  }
}

/** The hook of a module whose buffer was in old checkpoints, and is not persistent any more. */
export function becameTransient(name: string): LoadHook {
  return (state, prefix) => {
    state.delete(prefix + name);
  };
}

/** The hook of a module whose buffer was not in old checkpoints: they get this value for it. */
export function becamePersistent(name: string, value: Tensor): LoadHook {
  return (state, prefix) => {
    if (!state.has(prefix + name)) state.set(prefix + name, value);
  };
}

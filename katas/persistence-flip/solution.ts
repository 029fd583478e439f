import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../load-strict/solution.ts";

/** Changes a state dict before it is loaded. */
export type LoadHook = (state: Map<string, Tensor>) => void;

/**
 * Why it works: a hook says exactly what changed since the checkpoint was written; all other keys are
 * still held to the letter, which strict: false would give up.
 */
export class Module extends Base {
  /** What runs before loading. */
  _loadHooks: LoadHook[] = [];

  /** Has a function change every state dict before it is loaded. */
  registerLoadStateDictPreHook(hook: LoadHook): void {
    this._loadHooks.push(hook);
  }

  /** Loads a copy of the state dict, after the hooks have seen it. */
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const copy = new Map(state);
    for (const hook of this._loadHooks) hook(copy);
    return super.loadStateDict(copy, options);
  }
}

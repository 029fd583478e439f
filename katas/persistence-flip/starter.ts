// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Base } from "../load-strict/solution.ts";

/** Changes a state dict before it is loaded; prefix is the path of the hook's module, with a dot. */
export type LoadHook = (state: Map<string, Tensor>, prefix: string) => void;

/** A module that can load what older versions of it have saved. */
export class Module extends Base {
  /** What this module does to a state dict before it is loaded. */
  _loadHooks: LoadHook[] = [];

  /** Has a function change every state dict before it is loaded. */
  registerLoadStateDictPreHook(hook: LoadHook): void {
    throw new Error("Implement registerLoadStateDictPreHook: see README");
  }

  /** Loads a copy of the state dict, after all hooks have seen it, here and below. */
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    throw new Error("Implement loadStateDict: see README");
  }
}

/** The hook of a module whose buffer was in old checkpoints, and is not persistent any more. */
export function becameTransient(name: string): LoadHook {
  throw new Error("Implement becameTransient: see README");
}

/** The hook of a module whose buffer was not in old checkpoints: they get this value for it. */
export function becamePersistent(name: string, value: Tensor): LoadHook {
  throw new Error("Implement becamePersistent: see README");
}

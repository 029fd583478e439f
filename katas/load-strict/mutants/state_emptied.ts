import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You take the keys that you have loaded out of the state dict, so that the unexpected ones are left. It
 * belongs to somebody else, who may want to load it into a second model.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const keys = super.loadStateDict(state, options);
    for (const key of this.stateDict().keys()) state.delete(key);
    return keys;
  }
}

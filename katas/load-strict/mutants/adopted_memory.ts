import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You gave the module the checkpoint's memory. From now on both are the same elements, so training changes
 * the checkpoint; and dtype and device are the checkpoint's, too. Copy elements, with copy_.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const keys = super.loadStateDict(state, options);
    for (const [key, x] of [...this.namedParameters(), ...this.namedBuffers()]) {
      const saved = state.get(key);
      if (saved !== undefined && this.stateDict().has(key)) x.data = saved;
    }
    return keys;
  }
}

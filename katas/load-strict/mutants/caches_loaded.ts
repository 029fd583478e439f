import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You took namedBuffers() for what can be loaded. It also lists what is not persistent, which the module
 * computes for itself: what it can load is what its stateDict() has.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const rest = new Map(state);
    for (const [name, buffer] of this.namedBuffers()) {
      const saved = rest.get(name);
      if (saved === undefined || this.stateDict().has(name)) continue;
      buffer.copy_(saved);
      rest.delete(name);
    }
    return super.loadStateDict(rest, options);
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You hand out the parameters themselves. They need gradients: whoever computes with the values of a
 * checkpoint would record it all, and could not write into them. Detach them.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = super.stateDict(prefix);
    for (const [path, module] of this.namedModules(prefix.replace(/\.$/, ""))) {
      const start = path === "" ? "" : `${path}.`;
      for (const [name, parameter] of module._parameters) state.set(start + name, parameter);
    }
    return state;
  }
}

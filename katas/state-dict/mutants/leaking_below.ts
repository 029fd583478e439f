import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You leave out what this module's _transient names, but not what its children's do: caches of nested
 * modules leak into the checkpoint. Every module has a _transient of its own.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const [path, module] of this.namedModules(prefix.replace(/\.$/, ""))) {
      const start = path === "" ? "" : `${path}.`;
      for (const [name, x] of module._parameters) state.set(start + name, x.detach());
      (module as Solution)._eachBuffer((name, x) => {
        if (!this._transient.has(start + name)) state.set(start + name, x.detach());
      });
    }
    return state;
  }
}

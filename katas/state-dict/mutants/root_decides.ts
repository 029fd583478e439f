import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You collect the names that are not persistent from all modules into one set. But a name says nothing
 * without its module: a cache that one module can compute anew may be what another has learned.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const modules = this.namedModules(prefix.replace(/\.$/, ""));
    const left = new Set(modules.flatMap(([, module]) => [...(module as Solution)._transient]));
    const state = new Map<string, Tensor>();
    for (const [path, module] of modules) {
      const start = path === "" ? "" : `${path}.`;
      for (const [name, x] of module._parameters) state.set(start + name, x.detach());
      (module as Solution)._eachBuffer((name, x) => {
        if (!left.has(name)) state.set(start + name, x.detach());
      });
    }
    return state;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You begin a child's path anew at every module, so that below the second level the beginning is missing.
 * What you hand to a child is your own prefix, then its name, then a dot.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const [name, parameter] of this._parameters) state.set(prefix + name, parameter.detach());
    this._eachBuffer((name, buffer) => {
      if (!this._transient.has(name)) state.set(prefix + name, buffer.detach());
    });
    for (const [name, child] of this._modules) {
      for (const entry of child.stateDict(`${name}.`)) state.set(...entry);
    }
    return state;
  }
}

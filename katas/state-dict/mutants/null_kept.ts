import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You took an empty slot for a buffer: null has nothing to detach, and nothing to save. _eachBuffer leaves
 * empty slots out.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const [name, parameter] of this._parameters) state.set(prefix + name, parameter.detach());
    for (const [name, buffer] of this._buffers) {
      if (!this._transient.has(name)) state.set(prefix + name, (buffer as Tensor)?.detach());
    }
    for (const [name, child] of this._modules) {
      for (const entry of child.stateDict(`${prefix}${name}.`)) state.set(...entry);
    }
    return state;
  }
}

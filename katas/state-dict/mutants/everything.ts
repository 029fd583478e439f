import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You put every buffer into the state dict. What was registered with { persistent: false } is not to be
 * saved: _transient has its name.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const [name, parameter] of this._parameters) state.set(prefix + name, parameter.detach());
    this._eachBuffer((name, buffer) => state.set(prefix + name, buffer.detach()));
    for (const [name, child] of this._modules) {
      for (const entry of child.stateDict(`${prefix}${name}.`)) state.set(...entry);
    }
    return state;
  }
}

import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list buffers before parameters. The keys are right and their order is not: PyTorch lists a module's
 * parameters first, and whoever compares two checkpoints line by line relies on it.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    this._eachBuffer((name, buffer) => {
      if (!this._transient.has(name)) state.set(prefix + name, buffer.detach());
    });
    for (const [name, parameter] of this._parameters) state.set(prefix + name, parameter.detach());
    for (const [name, child] of this._modules) {
      for (const entry of child.stateDict(`${prefix}${name}.`)) state.set(...entry);
    }
    return state;
  }
}

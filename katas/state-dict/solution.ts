import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../dtype-cast/solution.ts";

/**
 * Why it works: each module asks its own list whether its own buffer is persistent, and the prefix carries
 * the path down. The values are the very elements, since detach() copies nothing: the dictionary is cheap,
 * and loading will write through it.
 */
export class Module extends Base {
  /** Children by name: modules that have a state, too. */
  declare _modules: Map<string, Module>;

  /** Parameters, then persistent buffers, then the same of the children: paths to detached tensors. */
  stateDict(prefix = ""): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const [name, parameter] of this._parameters) state.set(prefix + name, parameter.detach());
    this._eachBuffer((name, buffer) => {
      if (!this._transient.has(name)) state.set(prefix + name, buffer.detach());
    });
    for (const [name, child] of this._modules) {
      for (const entry of child.stateDict(`${prefix}${name}.`)) state.set(...entry);
    }
    return state;
  }
}

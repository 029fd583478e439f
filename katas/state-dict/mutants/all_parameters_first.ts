import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list all parameters, down to the deepest module, and then all buffers. A state dict goes module by
 * module: what belongs to one stands together.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const state = [...super.stateDict(prefix)];
    const parameters = new Set(this.parameters().map(({ storage }) => storage));
    const isParameter = ([, x]: [string, Tensor]) => parameters.has(x.storage);
    return new Map([
      ...state.filter(isParameter),
      ...state.filter((entry) => !isParameter(entry)),
    ]);
  }
}

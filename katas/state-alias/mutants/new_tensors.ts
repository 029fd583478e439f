import { nn, type Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, liveKeys } from "../solution.ts";

/**
 * You registered new tensors in place of the module's. The optimizer still holds the old ones: from now on
 * it trains parameters that nobody reads. Write into the tensors that are there.
 */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  for (const [path, below] of module.namedModules() as [string, Module][]) {
    const at = (name: string) => saved.get(path === "" ? name : `${path}.${name}`)!.clone();
    for (const name of below._parameters.keys()) below[name] = new nn.Parameter(at(name));
    below._eachBuffer((name) => below[name] = at(name));
  }
}

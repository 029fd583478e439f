import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You compared each module's attributes with what is registered in it and below, but a block may have kept
 * the mask of the model that it is in. Compare with whatever is registered anywhere in the model.
 */
export function aliases(model: Module): string[] {
  return model.namedModules().flatMap(([path, module]) => {
    const registered = [...module.parameters(), ...(module as Module).buffers()];
    const storages = new Set(registered.map(({ storage }) => storage));
    return Object.entries(module)
      .filter(([name]) => !(module as Module)._isRegistered(name))
      .filter(([, value]) => value instanceof Tensor && storages.has(value.storage))
      .map(([name]) => path === "" ? name : `${path}.${name}`);
  });
}

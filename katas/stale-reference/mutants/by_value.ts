import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You took a tensor for an alias because it holds equal numbers. Equal is not the same: a tensor with memory
 * of its own does not notice what happens to the buffer. Compare tensor.storage.
 */
export function aliases(model: Module): string[] {
  const registered = [...model.parameters(), ...model.buffers()];
  const numbers = new Set(registered.map((tensor) => JSON.stringify(tensor.toArray())));
  const storages = new Set(registered.map(({ storage }) => storage));
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([name]) => !(module as Module)._isRegistered(name))
      .filter(([, value]) =>
        value instanceof Tensor &&
        (storages.has(value.storage) || numbers.has(JSON.stringify(value.toArray())))
      )
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You compared tensors as objects, but a row of a mask is another object that shows the same memory, and it
 * goes stale all the same. Compare tensor.storage.
 */
export function aliases(model: Module): string[] {
  const registered = new Set<unknown>([...model.parameters(), ...model.buffers()]);
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([name]) => !(module as Module)._isRegistered(name))
      .filter(([, value]) => value instanceof Tensor && registered.has(value))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

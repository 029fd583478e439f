import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You named the registered tensors themselves, too: they are attributes, like all others. A buffer under its
 * own name is no alias; leave out what is registered.
 */
export function aliases(model: Module): string[] {
  const registered = [...model.parameters(), ...model.buffers()];
  const storages = new Set(registered.map(({ storage }) => storage));
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) => value instanceof Tensor && storages.has(value.storage))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You compared with buffers only. A parameter stays the same object, but its data is swapped when it moves,
 * so whoever kept parameter.data has the old memory: compare with both.
 */
export function aliases(model: Module): string[] {
  const storages = new Set(model.buffers().map(({ storage }) => storage));
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([name]) => !(module as Module)._isRegistered(name))
      .filter(([, value]) => value instanceof Tensor && storages.has(value.storage))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

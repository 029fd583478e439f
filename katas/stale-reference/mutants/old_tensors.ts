import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
import { aliases } from "../solution.ts";
export { aliases, CausalMask } from "../solution.ts";

/**
 * You remembered the tensors, and looked whether they are still registered. But the attribute may have been
 * given the new tensor by the change: what counts is what is there afterwards.
 */
export function staleReferences(model: Module, change: () => void): string[] {
  const modules = new Map(model.namedModules());
  const held = aliases(model).map((path): [string, Tensor] => {
    const [name = "", ...way] = path.split(".").reverse();
    return [path, modules.get(way.reverse().join("."))![name] as Tensor];
  });
  change();
  const registered = [...model.parameters(), ...model.buffers()];
  const storages = new Set(registered.map(({ storage }) => storage));
  return held.filter(([, tensor]) => !storages.has(tensor.storage)).map(([path]) => path);
}

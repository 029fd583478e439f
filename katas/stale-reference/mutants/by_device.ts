import { Tensor } from "@hibana/hibana";
import type { Module } from "../../module-to/solution.ts";
export { aliases, CausalMask } from "../solution.ts";

/**
 * You named the plain tensors that are on another device than the model. Some of them were never an alias of
 * anything, and an alias can go stale on its own device, too. Compare aliases, before and after.
 */
export function staleReferences(model: Module, change: () => void): string[] {
  change();
  const registered = [...model.parameters(), ...model.buffers()];
  const devices = new Set(registered.map(({ device }) => device));
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) => value instanceof Tensor && !devices.has(value.device))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

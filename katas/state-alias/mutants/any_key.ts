import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, restore } from "../solution.ts";

/**
 * You ask whether the memory is any of the module's. What counts is the tensor under the same key: a weight
 * that stands under the counter's key would be loaded into the counter.
 */
export function liveKeys(module: Module, state: Map<string, Tensor>): string[] {
  const own = new Set([...module.stateDict().values()].map(({ storage }) => storage));
  return [...state].flatMap(([key, x]) => own.has(x.storage) ? [key] : []);
}

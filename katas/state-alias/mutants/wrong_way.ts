import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, liveKeys } from "../solution.ts";

/**
 * You copied in the wrong direction: the module's elements went into the snapshot, and what you wanted to
 * go back to is lost. x.copy_(y) writes into x.
 */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  for (const [key, tensor] of module.stateDict()) saved.get(key)!.copy_(tensor);
}

import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";

export { mapLocation, portable } from "../solution.ts";

/**
 * You gave the model the checkpoint's tensors, moved to its device where need be. Where no move was needed
 * they are the checkpoint's very elements: training the model changes the checkpoint. Copy into the model.
 */
export function resume(module: Module, saved: Map<string, Tensor>): void {
  module.loadStateDict(saved);
  for (const [key, x] of [...module.namedParameters(), ...module.namedBuffers()]) {
    const value = saved.get(key);
    if (value !== undefined) x.data = value.to(x.device);
  }
}

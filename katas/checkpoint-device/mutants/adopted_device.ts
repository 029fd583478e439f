import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";

export { mapLocation, portable } from "../solution.ts";

/**
 * You moved the model to where the checkpoint is. The one who made the model decided where it runs, and
 * will hand it inputs there. Loading copies values; copy_ crosses devices.
 */
export function resume(module: Module, saved: Map<string, Tensor>): void {
  for (const { device } of saved.values()) {
    module.to(device.type);
    break;
  }
  module.loadStateDict(saved);
}

import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";
import { mapLocation } from "../solution.ts";

export { mapLocation, resume } from "../solution.ts";

/**
 * You moved the state dict to the CPU. For a module that is on the CPU that is no move, so these are still
 * its own elements, and the file would hold something between two steps of training. Ask for a copy.
 */
export function portable(module: Module): Map<string, Tensor> {
  return mapLocation(module.stateDict(), "cpu");
}

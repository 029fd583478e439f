import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";

export { mapLocation, portable } from "../solution.ts";

/**
 * You load with strict: false. Devices have nothing to do with it, and now a checkpoint of another model
 * is loaded, as far as it goes, without a word.
 */
export function resume(module: Module, saved: Map<string, Tensor>): void {
  module.loadStateDict(saved, { strict: false });
}

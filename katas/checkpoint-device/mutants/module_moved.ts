import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";

export { mapLocation, resume } from "../solution.ts";

/**
 * You moved the module to the CPU, to save it from there. The snapshot is right, but training stops: its
 * batches are on the accelerator and the model is not any more. Move the state, not the module.
 */
export function portable(module: Module): Map<string, Tensor> {
  return new Map([...module.to("cpu").stateDict()].map(([key, x]) => [key, x.clone()]));
}

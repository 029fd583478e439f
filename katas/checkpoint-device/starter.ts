// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import type { Module } from "../load-strict/solution.ts";

/** A state dict whose tensors are all on one device; the one that is given stays as it is. */
export function mapLocation(state: Map<string, Tensor>, device: string): Map<string, Tensor> {
  throw new Error("Implement mapLocation: see README");
}

/** The state of a module as it is now, to be written to a file: on the CPU, with memory of its own. */
export function portable(module: Module): Map<string, Tensor> {
  throw new Error("Implement portable: see README");
}

/** Goes on from a checkpoint, wherever that and the module are. */
export function resume(module: Module, saved: Map<string, Tensor>): void {
  throw new Error("Implement resume: see README");
}

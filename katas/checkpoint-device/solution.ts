import type { Tensor } from "@hibana/hibana";
import type { Module } from "../load-strict/solution.ts";

/** A state dict whose tensors are all on one device; the one that is given stays as it is. */
export function mapLocation(state: Map<string, Tensor>, device: string): Map<string, Tensor> {
  return new Map([...state].map(([key, tensor]) => [key, tensor.to(device)]));
}

/**
 * The state of a module as it is now, to be written to a file: on the CPU, with memory of its own.
 *
 * Why it works: on an accelerator to("cpu") is a copy anyway; for a module on the CPU it would be no more
 * than an alias, so the copy is asked for.
 */
export function portable(module: Module): Map<string, Tensor> {
  return new Map(
    [...module.stateDict()].map(([key, tensor]) => [key, tensor.to({ device: "cpu", copy: true })]),
  );
}

/**
 * Goes on from a checkpoint, wherever that and the module are.
 *
 * Why it works: loading copies elements into the module's own tensors, and copy_ crosses from one device to
 * another. So nothing has to be moved, before or after.
 */
export function resume(module: Module, saved: Map<string, Tensor>): void {
  module.loadStateDict(saved);
}

import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { liveKeys, restore } from "../solution.ts";

/**
 * You cloned the parameters themselves. A clone of what needs a gradient is on the tape: it keeps a way
 * back to the parameter, and whatever is computed from the snapshot is recorded. Clone detached tensors,
 * which is what a state dict has.
 */
export function checkpoint(module: Module): Map<string, Tensor> {
  return new Map(
    [...module.namedParameters(), ...module.namedBuffers()].map(([key, x]) => [key, x.clone()]),
  );
}

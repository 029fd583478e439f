import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, liveKeys } from "../solution.ts";

/**
 * You bring back the parameters and forget the buffers: the weights are of one moment and the counters and
 * statistics of another. A state is all of it.
 */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  for (const [name, parameter] of module.namedParameters()) {
    parameter.detach().copy_(saved.get(name)!);
  }
}

import type { Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, liveKeys } from "../solution.ts";

/**
 * You gave the module the snapshot's memory. Now these two are aliases: the next training step spoils the
 * snapshot, and it cannot be restored again. Copy elements, with copy_.
 */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  for (const [name, parameter] of module.namedParameters()) parameter.data = saved.get(name)!;
  for (const [name, buffer] of module.namedBuffers()) buffer.data = saved.get(name)!;
}

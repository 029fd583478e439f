// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import type { Module } from "../state-dict/solution.ts";

/** The state of a module as it is now, with memory of its own. */
export function checkpoint(module: Module): Map<string, Tensor> {
  throw new Error("Implement checkpoint: see README");
}

/** The keys under which a state dict has the module's own elements. */
export function liveKeys(module: Module, state: Map<string, Tensor>): string[] {
  throw new Error("Implement liveKeys: see README");
}

/** Puts a state back that `checkpoint` has saved. */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  throw new Error("Implement restore: see README");
}

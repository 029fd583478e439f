import type { Tensor } from "@hibana/hibana";
import type { Module } from "../state-dict/solution.ts";

/**
 * The state of a module as it is now, with memory of its own.
 *
 * Why it works: a state dict leads to the module's own elements, and clone() gives them other memory. They
 * were detached before, so the copies are not on the tape.
 */
export function checkpoint(module: Module): Map<string, Tensor> {
  return new Map([...module.stateDict()].map(([key, tensor]) => [key, tensor.clone()]));
}

/** The keys under which a state dict has the module's own elements. */
export function liveKeys(module: Module, state: Map<string, Tensor>): string[] {
  const own = module.stateDict();
  return [...state.keys()].filter((key) => own.get(key)?.storage === state.get(key)!.storage);
}

/** Puts a state back that `checkpoint` has saved: what is written into an alias is in the module. */
export function restore(module: Module, saved: Map<string, Tensor>): void {
  for (const [key, tensor] of module.stateDict()) tensor.copy_(saved.get(key)!);
}

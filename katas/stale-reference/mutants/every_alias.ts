import type { Module } from "../../module-to/solution.ts";
import { aliases } from "../solution.ts";
export { aliases, CausalMask } from "../solution.ts";

/**
 * You named all that were aliases before the change, also those that still are. They are no problem: look
 * once more after the change, and leave them out.
 */
export function staleReferences(model: Module, change: () => void): string[] {
  const before = aliases(model);
  change();
  return before;
}

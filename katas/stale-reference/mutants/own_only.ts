import type { Module } from "../../module-to/solution.ts";
import { aliases as solution } from "../solution.ts";
export { CausalMask, staleReferences } from "../solution.ts";

/**
 * You looked at the attributes of the model itself, but the modules below have attributes as well: walk over
 * namedModules(), and put each module's path before its names.
 */
export function aliases(model: Module): string[] {
  return solution(model).filter((path) => !path.includes("."));
}

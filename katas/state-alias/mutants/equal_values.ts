import { equal, type Tensor } from "@hibana/hibana";
import type { Module } from "../../state-dict/solution.ts";

export { checkpoint, restore } from "../solution.ts";

/**
 * You compare elements. A snapshot that was just taken is equal, and still no alias: the question is not
 * whether the numbers are the same now, but whether a change to the one shows in the other. Compare the
 * memory.
 */
export function liveKeys(module: Module, state: Map<string, Tensor>): string[] {
  const own = module.stateDict();
  return [...state].flatMap(([key, x]) => {
    const mine = own.get(key)?.to(x.device);
    return mine !== undefined && equal(mine, x) ? [key] : [];
  });
}

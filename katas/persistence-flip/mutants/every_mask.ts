import type { LoadHook } from "../solution.ts";

export { becamePersistent, Module } from "../solution.ts";

/**
 * You drop every key that ends in the name, of whatever module. Another module's mask may be persistent,
 * and then it is missing: only prefix + name is this module's.
 */
export function becameTransient(name: string): LoadHook {
  return (state) => {
    for (const key of [...state.keys()]) {
      if (key === name || key.endsWith(`.${name}`)) state.delete(key);
    }
  };
}

import type { LoadHook } from "../solution.ts";

export { becamePersistent, Module } from "../solution.ts";

/**
 * You drop every key that begins with the buffer's: mask_token and mask.scale begin so, too, and are
 * learned. A key is compared as a whole.
 */
export function becameTransient(name: string): LoadHook {
  return (state, prefix) => {
    for (const key of [...state.keys()]) {
      if (key.startsWith(prefix + name)) state.delete(key);
    }
  };
}

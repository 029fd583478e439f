import type { LoadHook } from "../solution.ts";

export { becamePersistent, Module } from "../solution.ts";

/**
 * Your hook drops the name without its path. That is right in a module that is loaded by itself, and in
 * none that is part of a model: use the prefix.
 */
export function becameTransient(name: string): LoadHook {
  return (state) => {
    state.delete(name);
  };
}

import type { Tensor } from "@hibana/hibana";
import type { LoadHook } from "../solution.ts";

export { becameTransient, Module } from "../solution.ts";

/**
 * You set the value in every checkpoint. Those of today have one, which was counted with care, and it is
 * lost: set it only where there is none.
 */
export function becamePersistent(name: string, value: Tensor): LoadHook {
  return (state, prefix) => {
    state.set(prefix + name, value);
  };
}

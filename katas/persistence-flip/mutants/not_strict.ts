import type { Tensor } from "@hibana/hibana";
import type { Mismatch } from "../../load-strict/solution.ts";
import { Module as Solution } from "../solution.ts";

export { becamePersistent, becameTransient } from "../solution.ts";

/**
 * You load with strict: false. The old mask loads, and so does every mistake from now on: a layer that was
 * renamed keeps its random numbers, and nobody is told. Excuse the one key that changed.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>): Mismatch {
    return super.loadStateDict(state, { strict: false });
  }
}

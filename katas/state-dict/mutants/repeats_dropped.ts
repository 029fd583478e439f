import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list a tensor that has two names once. Loading asks for every name: a checkpoint of a model with tied
 * weights would then lack the second one. The lists of parameters drop repeats, a state dict does not.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const seen = new Set<unknown>();
    return new Map(
      [...super.stateDict(prefix)].filter(([, { storage }]) => {
        if (seen.has(storage)) return false;
        seen.add(storage);
        return true;
      }),
    );
  }
}

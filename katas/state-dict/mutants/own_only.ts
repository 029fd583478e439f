import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You save what the module has itself and forget its children, where a model keeps nearly everything. Ask
 * each child for its own stateDict, with its name in the prefix.
 */
export class Module extends Solution {
  override stateDict(prefix = ""): Map<string, Tensor> {
    const below = [...this._modules.keys()].map((name) => `${prefix}${name}.`);
    return new Map(
      [...super.stateDict(prefix)].filter(([key]) => !below.some((path) => key.startsWith(path))),
    );
  }
}

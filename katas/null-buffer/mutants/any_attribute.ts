import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You looked at the attribute, not at the list. By a name that is misspelt there is neither attribute nor
 * slot, and the tensor became a plain attribute, which nobody moves: without a slot it is an error.
 */
export class Module extends Solution {
  override ensureBuffer(name: string, make: () => Tensor): Tensor {
    this[name] ??= make();
    return this[name] as Tensor;
  }
}

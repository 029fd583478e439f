// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../dtype-cast/solution.ts";

/** A module that can say what belongs into a checkpoint. */
export class Module extends Base {
  /** Children by name: modules that have a state, too. */
  declare _modules: Map<string, Module>;

  /** Parameters, then persistent buffers, then the same of the children: paths to detached tensors. */
  stateDict(prefix = ""): Map<string, Tensor> {
    throw new Error("Implement stateDict: see README");
  }
}

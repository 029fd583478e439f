// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../module-to/solution.ts";

/** A module whose gradients move, too. */
export class Module extends Base {
  /** Changes every parameter with its gradient, and every buffer. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    throw new Error("Implement _apply: see README");
  }
}

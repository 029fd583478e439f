import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You moved everything and gave back nothing, but people write `const model = new Model().to("sim")`:
 * return this.
 */
export class Module extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    super._apply(change);
    return undefined as unknown as this;
  }
}

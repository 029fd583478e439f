import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You registered scale and minimum with { persistent: false }. Unlike a mask they cannot be computed anew: the
 * weights they were taken from are gone, and codes alone mean nothing.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    this.registerBuffer("scale", this.scale, { persistent: false });
    this.registerBuffer("minimum", this.minimum, { persistent: false });
  }
}

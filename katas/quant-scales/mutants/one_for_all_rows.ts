import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You took one minimum and one scale for the whole weight. A single row with large weights makes large steps for
 * all, and small rows become all but constant: take amin and amax along dimension 1.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const exact = weight.detach();
    const minimum = exact.amin();
    const scale = exact.amax().sub(minimum).div(255);
    this.registerBuffer("codes", exact.sub(minimum).div(scale).round().to("uint8"));
    this.registerBuffer("scale", scale);
    this.registerBuffer("minimum", minimum);
  }
}

import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You cast to uint8 without rounding. A cast cuts off what is behind the point, so every weight becomes a bit
 * smaller, and the errors add up instead of cancelling: round() first.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const exact = weight.detach();
    this.registerBuffer("codes", exact.sub(this.minimum).div(this.scale).to("uint8"));
  }
}

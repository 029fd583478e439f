import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You divide by the range of a row, which is 0 where all its weights are equal, as after pruning. That gives
 * NaN, and what a cast makes of NaN is anybody's guess: give such a row the scale 1.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const exact = weight.detach();
    const scale = exact.amax(1, { keepdim: true }).sub(this.minimum).div(255);
    this.registerBuffer("codes", exact.sub(this.minimum).div(scale).round().to("uint8"));
    this.registerBuffer("scale", scale);
  }
}

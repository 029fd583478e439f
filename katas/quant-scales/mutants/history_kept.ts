import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You computed with the parameter itself, and so the scale is part of its history: it requires a gradient, and
 * holds on to the weights that you wanted to be rid of. Begin with weight.detach().
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const minimum = weight.amin(1, { keepdim: true });
    const scale = weight.amax(1, { keepdim: true }).sub(minimum).div(255);
    this.registerBuffer("scale", scale.maskedFill(scale.eq(0), 1));
    this.registerBuffer("minimum", minimum);
  }
}

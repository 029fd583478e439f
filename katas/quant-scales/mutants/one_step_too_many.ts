import type { Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You divided the range by 256. There are 256 codes, but 255 steps between the first and the last: the largest
 * weight would get the code 256, which a byte does not have and takes for 0.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const exact = weight.detach();
    const scale = exact.amax(1, { keepdim: true }).sub(this.minimum).div(256);
    scale.maskedFill_(scale.eq(0), 1);
    this.registerBuffer("codes", exact.sub(this.minimum).div(scale).round().to("uint8"));
    this.registerBuffer("scale", scale);
  }
}

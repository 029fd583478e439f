import { nn, type Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You made the scale a parameter. An optimizer takes whatever parameters() lists, and would train it, or shrink
 * it with weight decay, away from the codes it belongs to: it is a buffer.
 */
export class QuantLinear extends Solution {
  constructor(weight: Tensor) {
    super(weight);
    const { scale } = this;
    this._forget("scale");
    this.registerParameter("scale", new nn.Parameter(scale));
  }
}

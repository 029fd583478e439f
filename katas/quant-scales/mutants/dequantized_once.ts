import { nn, type Tensor } from "@hibana/hibana";
import { QuantLinear as Solution } from "../solution.ts";

/**
 * You dequantised in the constructor, and kept the result. It takes the memory that the codes were to save, no
 * to() moves it, and when a checkpoint is loaded it still is what it was: do it in forward.
 */
export class QuantLinear extends Solution {
  dense: Tensor;

  constructor(weight: Tensor) {
    super(weight);
    this.dense = this.dequantize();
  }

  override forward(x: Tensor): Tensor {
    return nn.functional.linear(x, this.dense);
  }
}

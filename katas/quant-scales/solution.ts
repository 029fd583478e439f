import { nn, type Tensor } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";

/**
 * Why it works: all three tensors are buffers, so they move, are saved and loaded together, and no optimizer
 * asks for them. Only the two that are measured are cast with the model; codes are counted.
 */
export class QuantLinear extends Module {
  declare codes: Tensor;
  declare scale: Tensor;
  declare minimum: Tensor;

  /** A linear layer that keeps weights [out, in] in eight bits each. */
  constructor(weight: Tensor) {
    super();
    const exact = weight.detach();
    const minimum = exact.amin(1, { keepdim: true });
    const scale = exact.amax(1, { keepdim: true }).sub(minimum).div(255);
    // A row of equal weights has no range to divide by. Its codes are 0, so any scale will do.
    scale.maskedFill_(scale.eq(0), 1);
    this.registerBuffer("codes", exact.sub(minimum).div(scale).round().to("uint8"));
    this.registerBuffer("scale", scale);
    this.registerBuffer("minimum", minimum);
  }

  /** The weights that the codes stand for, [out, in], in the dtype of scale. */
  dequantize(): Tensor {
    return this.codes.mul(this.scale).add(this.minimum);
  }

  /** x times the transposed weights: [..., in] to [..., out]. */
  forward(x: Tensor): Tensor {
    return nn.functional.linear(x, this.dequantize());
  }
}

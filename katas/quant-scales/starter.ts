// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { nn, type Tensor } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";

/** A linear layer, without bias, whose weights take a byte each. */
export class QuantLinear extends Module {
  declare codes: Tensor;
  declare scale: Tensor;
  declare minimum: Tensor;

  /** A linear layer that keeps weights [out, in] in eight bits each. */
  constructor(weight: Tensor) {
    super();
    throw new Error("Implement constructor: see README");
  }

  /** The weights that the codes stand for, [out, in], in the dtype of scale. */
  dequantize(): Tensor {
    throw new Error("Implement dequantize: see README");
  }

  /** x times the transposed weights: [..., in] to [..., out]. */
  forward(x: Tensor): Tensor {
    throw new Error("Implement forward: see README");
  }
}

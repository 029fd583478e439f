import { Module as Solution } from "../solution.ts";

const FLOATS = ["float16", "float32", "float64"];

/**
 * You cast the parameters, but not the buffers: the running mean of a batch norm would be subtracted in
 * float32 from activations in float16. Only integers and truth values stay as they are.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (!FLOATS.includes(target)) return super.to(target);
    for (const parameter of this.parameters()) {
      const { grad } = parameter;
      parameter.data = parameter.data.to(target);
      if (grad !== null) parameter.grad = grad.to(target);
    }
    return this;
  }
}

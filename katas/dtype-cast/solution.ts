import { Module as Base } from "../grad-moves/solution.ts";

/** Names of dtypes; everything else that to() is given is a device. */
const FLOATS = ["float16", "float32", "float64"];
const WHOLES = ["int32", "uint32", "uint8", "bool"];

/**
 * Why it works: a dtype is for what is measured, not for what is counted. Integer buffers (a counter, a
 * mask of truths) mean the same in every precision, and a cast would only spoil them.
 */
export class Module extends Base {
  /** Moves everything to a device, or casts what is floating point to a dtype; returns this module. */
  override to(target: string): this {
    if (WHOLES.includes(target)) {
      throw new TypeError(
        "nn.Module.to only accepts floating point or complex dtypes, " +
          `but got desired dtype=torch.${target}`,
      );
    }
    if (!FLOATS.includes(target)) return super.to(target);
    return this._apply((tensor) => tensor.isFloatingPoint() ? tensor.to(target) : tensor);
  }
}

import { Module as Before } from "../../grad-moves/solution.ts";
import { Module as Solution } from "../solution.ts";

const FLOATS = ["float16", "float32", "float64"];

/**
 * You cast every tensor, but a counter of 2049 steps is 2048 in float16, and a mask of truth values is no
 * mask any more. Ask each tensor whether it is floating point, and leave the others as they are.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (FLOATS.includes(target)) return Before.prototype.to.call(this, target) as this;
    return super.to(target);
  }
}

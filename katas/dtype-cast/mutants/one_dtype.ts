import { Module as Before } from "../../grad-moves/solution.ts";
import { Module as Solution } from "../solution.ts";

/**
 * You spared integers when casting to float16, but not when casting to the other dtypes. There are three
 * that hold fractions: float16, float32 and float64.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (target === "float32" || target === "float64") {
      return Before.prototype.to.call(this, target) as this;
    }
    return super.to(target);
  }
}

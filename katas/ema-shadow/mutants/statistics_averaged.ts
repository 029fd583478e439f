import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You average every tensor that is floating point. Running statistics are buffers, and averages already:
 * averaged again, they lag behind the weights that they belong to. What counts is not the dtype, but whether
 * it is a parameter.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const before = this.average.namedBuffers().map(([, x]) => x.clone());
    super.update();
    noGrad(() =>
      this.average.namedBuffers().forEach(([, x], i) => {
        if (x.isFloatingPoint()) {
          x.mul_(1 - this.decay).add_(before[i]!.to(x.device).mul(this.decay));
        }
      })
    );
  }
}

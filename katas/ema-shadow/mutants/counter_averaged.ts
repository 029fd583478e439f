import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You averaged the counter, and rounded what came out. It says how many batches there were, and now it says a
 * number that never was: copy what is counted.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const before = this.average.namedBuffers().map(([, x]) => x.clone());
    super.update();
    noGrad(() =>
      this.average.namedBuffers().forEach(([, x], i) => {
        if (x.isFloatingPoint()) return;
        x.copy_(before[i]!.float().mul(this.decay).add(x.float().mul(1 - this.decay)).to(x.dtype));
      })
    );
  }
}

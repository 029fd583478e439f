import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You average the parameters and forget the buffers. The shadow then normalizes its new weights by statistics
 * from when it was made. Copy them at every update.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const before = this.average.namedBuffers().map(([, x]) => x.clone());
    super.update();
    noGrad(() => this.average.namedBuffers().forEach(([, x], i) => x.copy_(before[i]!)));
  }
}

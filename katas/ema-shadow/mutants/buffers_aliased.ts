import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You made the model's buffers the average's. They are equal, to be sure, but when the average is tried in training
 * mode, it changes the statistics of the model. Copy elements, with copy_.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    super.update();
    const buffers = new Map(this.model.namedBuffers());
    for (const [name, x] of this.average.namedBuffers()) x.data = buffers.get(name)!;
  }
}

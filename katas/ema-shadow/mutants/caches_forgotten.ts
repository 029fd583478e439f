import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You went by the state dict, which leaves out buffers that are not persistent. The model has them and
 * computes with them, and so must its shadow: namedBuffers() lists all.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const before = this.average.namedBuffers().map(([, x]) => x.clone());
    super.update();
    const saved = this.average.stateDict();
    noGrad(() =>
      this.average.namedBuffers().forEach(([name, x], i) => {
        if (!saved.has(name)) x.copy_(before[i]!);
      })
    );
  }
}

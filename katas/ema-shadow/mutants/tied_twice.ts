import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You average every key of the state dict. A parameter with two names is there twice, and moves twice as far as
 * it should: namedParameters() lists it once.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    super.update();
    const listed = new Map<string, unknown>(this.average.namedParameters());
    const state = this.model.stateDict();
    const storages = new Set(this.average.parameters().map(({ storage }) => storage));
    noGrad(() => {
      for (const [key, x] of this.average.stateDict()) {
        if (listed.has(key) || !storages.has(x.storage)) continue;
        x.mul_(this.decay).add_(state.get(key)!.mul(1 - this.decay));
      }
    });
  }
}

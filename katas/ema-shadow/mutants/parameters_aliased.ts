import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You gave the average the model's own memory to begin with. It then learns along with the model, and is no
 * average at all. Copy elements, with copy_.
 */
export class Shadow<M extends Module> extends Solution<M> {
  constructor(model: M, make: () => M, decay?: number) {
    super(model, make, decay);
    const parameters = new Map(model.namedParameters());
    for (const [name, x] of this.average.namedParameters()) x.data = parameters.get(name)!.data;
  }
}

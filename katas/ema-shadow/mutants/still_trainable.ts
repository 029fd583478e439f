import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * The average's parameters still need gradients. Whatever is computed with the shadow is recorded for a backward
 * that never comes: set requiresGrad to false.
 */
export class Shadow<M extends Module> extends Solution<M> {
  constructor(model: M, make: () => M, decay?: number) {
    super(model, make, decay);
    for (const parameter of this.average.parameters()) parameter.requiresGrad = true;
  }
}

import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You gave the new weights what belongs to the average. With a decay of 0.99 the average keeps 99 parts and
 * takes 1, not the other way round.
 */
export class Shadow<M extends Module> extends Solution<M> {
  constructor(model: M, make: () => M, decay = 0.99) {
    super(model, make, 1 - decay);
  }
}

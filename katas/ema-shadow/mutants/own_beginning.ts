import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You average from what make gave: random numbers, and nothing of the model. It takes hundreds of updates
 * until they are forgotten. Begin with a copy.
 */
export class Shadow<M extends Module> extends Solution<M> {
  constructor(model: M, make: () => M, decay?: number) {
    const made = make();
    const fresh = made.parameters().map((x) => x.detach().clone());
    super(model, () => made, decay);
    noGrad(() => made.parameters().forEach((x, i) => x.copy_(fresh[i]!)));
  }
}

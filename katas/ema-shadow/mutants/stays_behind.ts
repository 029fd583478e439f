import { noGrad } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * Your average stays where it was made, and fetches the model's parameters to it. When the model has moved,
 * every update copies all of it between devices, and whoever tries the average finds it elsewhere. Let it
 * follow.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const { model, average, decay } = this;
    noGrad(() => {
      const parameters = new Map(model.namedParameters());
      for (const [name, own] of average.namedParameters()) {
        own.mul_(decay).add_(parameters.get(name)!.to(own.device).mul(1 - decay));
      }
      const buffers = new Map(model.namedBuffers());
      for (const [name, own] of average.namedBuffers()) own.copy_(buffers.get(name)!);
    });
  }
}

import { nn } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * Every update gives the average new parameters. Whoever holds one, such as a state dict, holds a stale one: write
 * into the tensors that are there.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    super.update();
    const replaced = new Map(
      this.average.parameters().map((x) => [x, new nn.Parameter(x.detach().clone(), false)]),
    );
    for (const [, module] of this.average.namedModules()) {
      for (const [name, x] of module._parameters) module[name] = replaced.get(x);
    }
  }
}

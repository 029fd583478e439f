import { noGrad, type Tensor } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You listed the model's buffers once, in the constructor. An assignment, or a move, gives the model other
 * tensors, and you go on copying from the old ones: ask for the list at every update.
 */
export class Shadow<M extends Module> extends Solution<M> {
  readonly _buffers: Map<string, Tensor>;

  constructor(model: M, make: () => M, decay?: number) {
    super(model, make, decay);
    this._buffers = new Map(model.namedBuffers());
  }

  override update(): void {
    super.update();
    noGrad(() => {
      for (const [name, own] of this.average.namedBuffers()) own.copy_(this._buffers.get(name)!);
    });
  }
}

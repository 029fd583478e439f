import { noGrad, type Tensor } from "@hibana/hibana";
import type { Module } from "../persistence-flip/solution.ts";

/**
 * Why it works: only what is learned jumps about, so only that is averaged. Buffers are what they are: a
 * count, a mask, statistics that are averages already. They are copied to the last bit. Before any of this
 * the average goes where the model is, and all is written into its own tensors.
 */
export class Shadow<M extends Module> {
  /** The model that is trained. */
  readonly model: M;
  /** A model of the same kind: the averaged parameters, the model's buffers. */
  readonly average: M;
  /** The weight of the average in the next one. */
  readonly decay: number;

  /** Begins as a copy of the model; make builds another of its kind. */
  constructor(model: M, make: () => M, decay = 0.99) {
    this.model = model;
    this.average = make();
    this.decay = decay;
    for (const parameter of this.average.parameters()) parameter.requiresGrad = false;
    this._follow((average, parameter) => average.copy_(parameter));
  }

  /** To be called after each step of the optimizer. */
  update(): void {
    const { decay } = this;
    this._follow((average, parameter) => average.mul_(decay).add_(parameter.mul(1 - decay)));
  }

  /** Goes where the model is, changes all averages, and copies the buffers. */
  _follow(change: (average: Tensor, parameter: Tensor) => void): void {
    const { model, average } = this;
    for (const { device } of model.parameters().slice(0, 1)) average.to(device.type);
    noGrad(() => {
      const parameters = new Map(model.namedParameters());
      for (const [name, own] of average.namedParameters()) change(own, parameters.get(name)!);
      const buffers = new Map(model.namedBuffers());
      for (const [name, own] of average.namedBuffers()) own.copy_(buffers.get(name)!);
    });
  }
}

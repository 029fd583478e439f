// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { noGrad } from "@hibana/hibana";
import type { Module } from "../persistence-flip/solution.ts";

/** A shadow of a model in training: its moving average. */
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
    throw new Error("Implement constructor: see README");
  }

  /** To be called after each step of the optimizer. */
  update(): void {
    throw new Error("Implement update: see README");
  }
}

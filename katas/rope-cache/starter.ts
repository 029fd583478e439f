// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { arange, cat, outer, pow, type Tensor } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";

/** Rotary position embedding, which stays exact in half precision. */
export class Rope extends Module {
  declare cos: Tensor;
  declare sin: Tensor;

  /** Tables for tokens of dim numbers each, at positions 0 to length - 1. */
  constructor(dim: number, length: number) {
    super();
    throw new Error("Implement constructor: see README");
  }

  /** Turns tokens [..., tokens, dim] by their positions, of which start is the first. */
  forward(x: Tensor, start = 0): Tensor {
    throw new Error("Implement forward: see README");
  }

  /** Changes all that is registered, but takes nothing from the tables' precision. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    throw new Error("Implement _apply: see README");
  }
}

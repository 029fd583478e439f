// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module } from "../module-to/solution.ts";

/** Hides from each token what comes after it. */
export class CausalMask extends Module {
  /** True where a token would look ahead: [length, length] */
  declare mask: Tensor;

  /** Registers the mask, for up to `length` tokens. */
  constructor(length: number) {
    super();
    throw new Error("Implement CausalMask: see README");
  }

  /** Puts -Infinity where a token would look ahead: [..., tokens, tokens] to the same shape. */
  forward(scores: Tensor): Tensor {
    throw new Error("Implement forward: see README");
  }
}

/** The paths of the plain tensors that share memory with a parameter or a buffer of the model. */
export function aliases(model: Module): string[] {
  throw new Error("Implement aliases: see README");
}

/**
 * The paths of what is an alias before a change such as `() => model.to("sim")`, and no more after it. The
 * change is made on the way.
 */
export function staleReferences(model: Module, change: () => void): string[] {
  throw new Error("Implement staleReferences: see README");
}

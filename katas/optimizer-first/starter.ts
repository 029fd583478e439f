// deno-lint-ignore-file no-unused-vars
import type { nn } from "@hibana/hibana";

/** What SGD is told. */
export interface SGDOptions {
  /** How far a step goes. */
  lr: number;
  /** How much of the last step's velocity goes into the next. Default: 0. */
  momentum?: number;
}

/** Stochastic gradient descent. */
export class SGD {
  /** Takes what is to be trained. */
  constructor(parameters: readonly nn.Parameter[], { lr, momentum = 0 }: SGDOptions) {
    throw new Error("Implement SGD: see README");
  }

  /** Forgets the gradients. */
  zeroGrad(): void {
    throw new Error("Implement zeroGrad: see README");
  }

  /** Moves every parameter against its gradient. */
  step(): void {
    throw new Error("Implement step: see README");
  }
}

/**
 * Layers on a Module of your own.
 *
 * @module
 */
import { empty, nn, type Tensor } from "@hibana/hibana";

/** What a linear layer has besides what every module has. */
export interface LinearParts {
  /** [out, in] */
  weight: nn.Parameter;
  /** [out], or null */
  bias: nn.Parameter | null;
  /** x times the transposed weight, plus bias: [..., in] to [..., out]. */
  forward(x: Tensor): Tensor;
}

/** What a dropout layer has besides what every module has. */
export interface DropoutParts {
  /** The probability with which an element is dropped. */
  p: number;
  /** Whether anything is dropped at all. */
  training: boolean;
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor;
}

/** Classes of layers that extend one class of modules. */
export interface Layers<M> {
  /** As nn.Linear: from the same seed it draws the same numbers. */
  readonly Linear: new (
    inFeatures: number,
    outFeatures: number,
    options?: { bias?: boolean },
  ) => M & LinearParts;
  /** As nn.Dropout: from the same seed it drops the same elements. */
  readonly Dropout: new (p?: number) => M & DropoutParts;
}

/**
 * Makes the layers of the library anew, on a class of modules that has what nn.Module has: parameters
 * register when they are assigned.
 *
 * @param Module the class
 *
 * @example
 * ```ts
 * import { Module } from "../persistence-flip/solution.ts";
 * import { layersFor } from "../support/layers.ts";
 *
 * const { Linear } = layersFor(Module);
 * console.log([...new Linear(3, 2).namedParameters()].map(([name]) => name)); // [ "weight", "bias" ]
 * ```
 */
export function layersFor<M extends object>(Module: new () => M): Layers<M> {
  const Base: new () => object = Module;

  class Linear extends Base {
    declare weight: nn.Parameter;
    declare bias: nn.Parameter | null;

    constructor(inFeatures: number, outFeatures: number, { bias = true } = {}) {
      super();
      this.weight = new nn.Parameter(empty(outFeatures, inFeatures));
      nn.init.kaimingUniform_(this.weight, { a: Math.sqrt(5) });
      this.bias = bias ? new nn.Parameter(empty(outFeatures)) : null;
      const bound = 1 / Math.sqrt(inFeatures);
      if (this.bias !== null) nn.init.uniform_(this.bias, -bound, bound);
    }

    forward(x: Tensor): Tensor {
      return nn.functional.linear(x, this.weight, this.bias);
    }
  }

  class Dropout extends Base {
    training = true;
    p: number;

    constructor(p = 0.5) {
      super();
      this.p = p;
    }

    forward(x: Tensor): Tensor {
      return nn.functional.dropout(x, this.p, { training: this.training });
    }
  }

  return { Linear, Dropout } as unknown as Layers<M>;
}

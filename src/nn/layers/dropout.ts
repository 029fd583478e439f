/**
 * Dropout layers.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  alphaDropout,
  checkProbability,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from "../functional/dropout.ts";
import type { ActivationOptions } from "../functional/rectifier.ts";
import { Module } from "../module.ts";
import { pythonBool, pythonFloat } from "./python.ts";

/** What the dropout layers have in common: everything but what they drop. */
export abstract class DropoutNd extends Module {
  /** The probability with which something is dropped. */
  p: number;
  /** Whether the result overwrites the input. */
  readonly inplace: boolean;

  /**
   * Makes the layer.
   *
   * @param p the probability with which something is dropped
   * @param options `inplace`
   * @throws {ValueError} `dropout probability has to be between 0 and 1, but got 2`
   */
  constructor(p = 0.5, options: ActivationOptions = {}) {
    super();
    this.p = checkProbability(p);
    this.inplace = options.inplace ?? false;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=${pythonBool(this.inplace)}`;
  }
}

/**
 * While training, sets elements to 0 with probability p and divides the others by 1 - p; afterwards
 * (`eval()`) does nothing.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.Dropout(0.5).eval().forward(ones(3)).toArray()); // [1, 1, 1]
 * ```
 */
export class Dropout extends DropoutNd {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return dropout(x, this.p, this);
  }
}

/** While training, sets whole channels to 0: [N, C, L] or [C, L] to the same shape. */
export class Dropout1d extends DropoutNd {
  /** [N, C, L] or [C, L] to the same shape. */
  forward(x: Tensor): Tensor {
    return dropout1d(x, this.p, this);
  }
}

/** While training, sets whole channels to 0: [N, C, H, W] to the same shape. */
export class Dropout2d extends DropoutNd {
  /** [N, C, H, W] to the same shape. */
  forward(x: Tensor): Tensor {
    return dropout2d(x, this.p, this);
  }
}

/** While training, sets whole channels to 0: [N, C, D, H, W] or [C, D, H, W] to the same shape. */
export class Dropout3d extends DropoutNd {
  /** [N, C, D, H, W] or [C, D, H, W] to the same shape. */
  forward(x: Tensor): Tensor {
    return dropout3d(x, this.p, this);
  }
}

/** While training, sets elements to selu's lowest value, and keeps mean 0 and variance 1. */
export class AlphaDropout extends DropoutNd {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return alphaDropout(x, this.p, this);
  }
}

/** {@linkcode AlphaDropout} of whole channels: [N, C, ...] to the same shape. */
export class FeatureAlphaDropout extends DropoutNd {
  /** [N, C, ...] to the same shape. */
  forward(x: Tensor): Tensor {
    return featureAlphaDropout(x, this.p, this);
  }
}

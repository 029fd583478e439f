/**
 * Activations that are bent at a point, as layers: relu and its relatives.
 *
 * @module
 */
import { full } from "../../ops/make.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  type ActivationOptions,
  hardshrink,
  hardtanh,
  leakyRelu,
  prelu,
  relu,
  rrelu,
  softshrink,
  threshold,
} from "../functional/rectifier.ts";
import { constant_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { FactoryOptions } from "./linear.ts";
import { pythonFloat, pythonNumber } from "./python.ts";

/** What the activations that can work in place have in common. */
export abstract class InplaceActivation extends Module {
  /** Whether the result overwrites the input. */
  readonly inplace: boolean;

  /**
   * Makes the layer.
   *
   * @param options `inplace`
   */
  constructor(options: ActivationOptions = {}) {
    super();
    this.inplace = options.inplace ?? false;
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }

  /** What is printed first, then whether the layer works in place. */
  protected withNote(text: string): string {
    return this.inplace ? `${text}, inplace=True` : text;
  }
}

/**
 * The larger of x and 0.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.ReLU().forward(tensor([-1, 2])).toArray()); // [0, 2]
 * ```
 */
export class ReLU extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return relu(x, this);
  }
}

/**
 * The nearest number to x between two bounds; the gradient is 0 at both.
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(String(new nn.Hardtanh(-2, 2))); // Hardtanh(min_val=-2.0, max_val=2.0)
 * ```
 */
export class Hardtanh extends InplaceActivation {
  /** The lower bound. */
  readonly minVal: number;
  /** The upper bound. */
  readonly maxVal: number;

  /**
   * Makes the layer.
   *
   * @param minVal the lower bound
   * @param maxVal the upper bound
   * @param options `inplace`
   */
  constructor(minVal = -1, maxVal = 1, options: ActivationOptions = {}) {
    super(options);
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return hardtanh(x, this.minVal, this.maxVal, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(
      `min_val=${pythonFloat(this.minVal)}, max_val=${pythonFloat(this.maxVal)}`,
    );
  }
}

/** The nearest number to x between 0 and 6: {@linkcode Hardtanh} with these bounds. */
export class ReLU6 extends Hardtanh {
  /**
   * Makes the layer.
   *
   * @param options `inplace`
   */
  constructor(options: ActivationOptions = {}) {
    super(0, 6, options);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}

/**
 * x where it is above a threshold, and elsewhere a value.
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(String(new nn.Threshold(0.1, 20))); // Threshold(threshold=0.1, value=20)
 * ```
 */
export class Threshold extends InplaceActivation {
  /** What x must be above to stay. */
  readonly threshold: number;
  /** What it becomes otherwise. */
  readonly value: number;

  /**
   * Makes the layer.
   *
   * @param threshold what x must be above to stay
   * @param value what it becomes otherwise
   * @param options `inplace`
   */
  constructor(threshold: number, value: number, options: ActivationOptions = {}) {
    super(options);
    this.threshold = threshold;
    this.value = value;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return threshold(x, this.threshold, this.value, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(
      `threshold=${pythonNumber(this.threshold)}, value=${pythonNumber(this.value)}`,
    );
  }
}

/**
 * x where it is positive, else x times a small slope.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.LeakyReLU(0.5).forward(tensor([-4, 2])).toArray()); // [-2, 2]
 * ```
 */
export class LeakyReLU extends InplaceActivation {
  /** The slope of the negative side. */
  readonly negativeSlope: number;

  /**
   * Makes the layer.
   *
   * @param negativeSlope the slope of the negative side
   * @param options `inplace`
   */
  constructor(negativeSlope = 0.01, options: ActivationOptions = {}) {
    super(options);
    this.negativeSlope = negativeSlope;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(`negative_slope=${pythonFloat(this.negativeSlope)}`);
  }
}

/**
 * x where it is positive, else x times a slope that is learned, one for all or one for each channel.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.PReLU().forward(tensor([-4, 2])).toArray()); // [-1, 2]
 * ```
 */
export class PReLU extends Module {
  /** How many slopes there are: 1, or one for each channel. */
  readonly numParameters: number;
  /** What the slopes are before training. */
  readonly init: number;
  /** [numParameters] */
  declare weight: Parameter;

  /**
   * Makes the layer.
   *
   * @param numParameters how many slopes there are: 1, or one for each channel
   * @param init what they are before training
   * @param options `device`, `dtype`
   */
  constructor(numParameters = 1, init = 0.25, options: FactoryOptions = {}) {
    super();
    this.numParameters = numParameters;
    this.init = init;
    this.weight = new Parameter(full([numParameters], init, { dtype: "float32", ...options }));
  }

  /** Sets the slopes to what they were before training. */
  resetParameters(): void {
    constant_(this.weight, this.init);
  }

  /** [N, C, ...] to the same shape; any shape where there is one slope. */
  forward(x: Tensor): Tensor {
    return prelu(x, this.weight);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}

/**
 * x where it is positive, else x times a slope: while training one that is drawn for each element, afterwards the middle of the bounds.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.RReLU(0.25, 0.75).eval().forward(tensor([-4, 2])).toArray()); // [-2, 2]
 * ```
 */
export class RReLU extends InplaceActivation {
  /** The smallest slope. */
  readonly lower: number;
  /** The largest slope. */
  readonly upper: number;

  /**
   * Makes the layer.
   *
   * @param lower the smallest slope
   * @param upper the largest slope
   * @param options `inplace`
   */
  constructor(lower = 1 / 8, upper = 1 / 3, options: ActivationOptions = {}) {
    super(options);
    this.lower = lower;
    this.upper = upper;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return rrelu(x, this.lower, this.upper, { training: this.training, inplace: this.inplace });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(`lower=${pythonFloat(this.lower)}, upper=${pythonFloat(this.upper)}`);
  }
}

/**
 * x, but 0 where it lies between -lambd and lambd.
 */
export class Hardshrink extends Module {
  /** The bound. */
  readonly lambd: number;

  /**
   * Makes the layer.
   *
   * @param lambd the bound
   */
  constructor(lambd = 0.5) {
    super();
    this.lambd = lambd;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return hardshrink(x, this.lambd);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return pythonFloat(this.lambd);
  }
}

/**
 * x moved towards 0 by lambd, and 0 where it lies nearer than that.
 */
export class Softshrink extends Module {
  /** How far. */
  readonly lambd: number;

  /**
   * Makes the layer.
   *
   * @param lambd how far
   */
  constructor(lambd = 0.5) {
    super();
    this.lambd = lambd;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return softshrink(x, this.lambd);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return pythonFloat(this.lambd);
  }
}

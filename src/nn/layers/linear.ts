/**
 * Linear and bilinear layers, and the one that does nothing.
 *
 * @module
 */
import { empty } from "../../ops/make.ts";
import type { TensorOptions } from "../../tensor/create.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { bilinear, linear } from "../functional/linear.ts";
import { fanInAndFanOut, kaimingUniform_, uniform_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { pythonBool } from "./python.ts";

/** Where a layer's parameters live, and their dtype. */
export type FactoryOptions = Pick<TensorOptions, "device" | "dtype">;

/** Options of {@linkcode Linear}. */
export interface LinearOptions extends FactoryOptions {
  /** Whether a bias is added. Default: true. */
  bias?: boolean;
}

/**
 * x times the transposed weight, plus bias: [..., in] to [..., out]. The weight is drawn evenly from
 * (-1/sqrt(in), 1/sqrt(in)), then the bias from the same.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Linear(3, 2);
 * console.log(layer.forward(ones(4, 3)).shape); // [4, 2]
 * console.log(String(layer)); // Linear(in_features=3, out_features=2, bias=True)
 * ```
 */
export class Linear extends Module {
  /** The size of the last dimension of inputs. */
  readonly inFeatures: number;
  /** The size of the last dimension of outputs. */
  readonly outFeatures: number;
  /** [out, in] */
  declare weight: Parameter;
  /** [out], or null */
  declare bias: Parameter | null;

  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param inFeatures the size of the last dimension of inputs
   * @param outFeatures the size of the last dimension of outputs
   * @param options `bias`, `device`, `dtype`
   */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    checkSizes([outFeatures, inFeatures]);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, inFeatures], options));
    if (options.bias ?? true) this.bias = new Parameter(empty([outFeatures], options));
    else this.registerParameter("bias", null);
    this.resetParameters();
  }

  /** Draws the weight anew, then the bias. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const { fanIn } = fanInAndFanOut(this.weight);
    const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform_(this.bias, -bound, bound);
  }

  /**
   * Maps the last dimension.
   *
   * @param x [..., in]
   * @returns [..., out]
   */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const bias = pythonBool(this.bias !== null);
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }
}

/**
 * The sum over both inputs of x1 times weight times x2, plus bias: [..., in1] and [..., in2] to [..., out].
 * The weight is drawn evenly from (-1/sqrt(in1), 1/sqrt(in1)), then the bias from the same.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const layer = new nn.Bilinear(2, 3, 4);
 * console.log(layer.forward(ones(5, 2), ones(5, 3)).shape); // [5, 4]
 * ```
 */
export class Bilinear extends Module {
  /** The size of the last dimension of the first input. */
  readonly in1Features: number;
  /** The size of the last dimension of the second input. */
  readonly in2Features: number;
  /** The size of the last dimension of outputs. */
  readonly outFeatures: number;
  /** [out, in1, in2] */
  declare weight: Parameter;
  /** [out], or null */
  declare bias: Parameter | null;

  /**
   * Makes the layer and draws its weight and bias.
   *
   * @param in1Features the size of the last dimension of the first input
   * @param in2Features the size of the last dimension of the second input
   * @param outFeatures the size of the last dimension of outputs
   * @param options `bias`, `device`, `dtype`
   */
  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    options: LinearOptions = {},
  ) {
    super();
    checkSizes([outFeatures, in1Features, in2Features]);
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features], options));
    if (options.bias ?? true) this.bias = new Parameter(empty([outFeatures], options));
    else this.registerParameter("bias", null);
    this.resetParameters();
  }

  /** Draws the weight anew, then the bias. */
  resetParameters(): void {
    const bound = this.in1Features > 0 ? 1 / Math.sqrt(this.in1Features) : 0;
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  /**
   * Maps the last dimensions of both.
   *
   * @param x1 [..., in1]
   * @param x2 [..., in2]
   * @returns [..., out]
   */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, bias=${
      pythonBool(this.bias !== null)
    }`;
  }
}

/** Gives its input as it is; it can be made with any arguments, to stand in for another layer. */
export class Identity extends Module {
  /** Makes the layer; the arguments do not matter. */
  constructor(..._: unknown[]) {
    super();
  }

  /** Any tensor to itself. */
  forward(x: Tensor): Tensor {
    return x;
  }
}

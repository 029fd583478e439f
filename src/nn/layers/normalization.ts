/**
 * Normalization layers.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import { ones, zeros } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { groupNorm, layerNorm, rmsNorm } from "../functional/normalization.ts";
import { localResponseNorm } from "../functional/normalize.ts";
import { ones_, zeros_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { FactoryOptions } from "./linear.ts";
import { pythonBool, pythonFloat, pythonTuple } from "./python.ts";

/** Options of {@linkcode LayerNorm}. */
export interface LayerNormLayerOptions extends FactoryOptions {
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
  /** Whether weight and bias are learned at all. Default: true. */
  elementwiseAffine?: boolean;
  /** Whether a bias is learned beside the weight. Default: true. */
  bias?: boolean;
}

/**
 * Takes the mean and divides by the standard deviation over the trailing dimensions, then multiplies by
 * weight and adds bias.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.LayerNorm(2).forward(tensor([[1, 3]])).shape); // [1, 2]
 * ```
 */
export class LayerNorm extends Module {
  /** The trailing dimensions that are normalized. */
  readonly normalizedShape: readonly number[];
  /** Keeps the division from blowing up. */
  readonly eps: number;
  /** Whether weight and bias are learned. */
  readonly elementwiseAffine: boolean;
  /** Of the normalized shape, or null. */
  declare weight: Parameter | null;
  /** Of the normalized shape, or null. */
  declare bias: Parameter | null;

  /**
   * Makes the layer, with a weight of ones and a bias of zeros.
   *
   * @param normalizedShape the trailing dimensions, or the last one
   * @param options `eps`, `elementwiseAffine`, `bias`, `device`, `dtype`
   */
  constructor(normalizedShape: number | readonly number[], options: LayerNormLayerOptions = {}) {
    super();
    const shape = checkSizes(
      typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape,
    );
    this.normalizedShape = shape;
    this.eps = options.eps ?? 1e-5;
    this.elementwiseAffine = options.elementwiseAffine ?? true;
    this.registerParameter(
      "weight",
      this.elementwiseAffine ? new Parameter(ones(shape, options)) : null,
    );
    const hasBias = this.elementwiseAffine && (options.bias ?? true);
    this.registerParameter("bias", hasBias ? new Parameter(zeros(shape, options)) : null);
  }

  /** Sets the weight to ones and the bias to zeros. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  /**
   * Normalizes.
   *
   * @param x [..., ...normalizedShape]
   * @returns the same shape
   */
  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return layerNorm(x, this.normalizedShape, { weight, bias, eps });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `${pythonTuple(this.normalizedShape)}, eps=${
      pythonFloat(this.eps)
    }, elementwise_affine=${pythonBool(this.elementwiseAffine)}`;
  }
}

/** Options of {@linkcode RMSNorm}. */
export interface RMSNormLayerOptions extends FactoryOptions {
  /** Keeps the division from blowing up. Default: what {@linkcode rmsNorm} takes. */
  eps?: number | null;
  /** Whether a weight is learned. Default: true. */
  elementwiseAffine?: boolean;
}

/**
 * Divides by the root of the mean of squares over the trailing dimensions, then multiplies by weight.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.RMSNorm(2).forward(tensor([[1, 7]])).shape); // [1, 2]
 * ```
 */
export class RMSNorm extends Module {
  /** The trailing dimensions that are normalized. */
  readonly normalizedShape: readonly number[];
  /** Keeps the division from blowing up; null for the dtype's own smallest step. */
  readonly eps: number | null;
  /** Whether a weight is learned. */
  readonly elementwiseAffine: boolean;
  /** Of the normalized shape, or null. */
  declare weight: Parameter | null;

  /**
   * Makes the layer, with a weight of ones.
   *
   * @param normalizedShape the trailing dimensions, or the last one
   * @param options `eps`, `elementwiseAffine`, `device`, `dtype`
   */
  constructor(normalizedShape: number | readonly number[], options: RMSNormLayerOptions = {}) {
    super();
    const shape = checkSizes(
      typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape,
    );
    this.normalizedShape = shape;
    this.eps = options.eps ?? null;
    this.elementwiseAffine = options.elementwiseAffine ?? true;
    this.registerParameter(
      "weight",
      this.elementwiseAffine ? new Parameter(ones(shape, options)) : null,
    );
  }

  /** Sets the weight to ones. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
  }

  /** [..., ...normalizedShape] to the same shape. */
  forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const eps = this.eps === null ? "None" : pythonFloat(this.eps);
    return `${pythonTuple(this.normalizedShape)}, eps=${eps}, elementwise_affine=${
      pythonBool(this.elementwiseAffine)
    }`;
  }
}

/** Options of {@linkcode GroupNorm}. */
export interface GroupNormLayerOptions extends FactoryOptions {
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
  /** Whether weight and bias are learned. Default: true. */
  affine?: boolean;
}

/**
 * Takes the mean and divides by the standard deviation over groups of channels, then multiplies by weight
 * and adds bias.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * const layer = new nn.GroupNorm(2, 4);
 * console.log(layer.forward(rand(1, 4, 3)).shape); // [1, 4, 3]
 * console.log(String(layer)); // GroupNorm(2, 4, eps=1e-05, affine=True)
 * ```
 */
export class GroupNorm extends Module {
  /** How many groups there are. */
  readonly numGroups: number;
  /** How many channels there are. */
  readonly numChannels: number;
  /** Keeps the division from blowing up. */
  readonly eps: number;
  /** Whether weight and bias are learned. */
  readonly affine: boolean;
  /** [C], or null */
  declare weight: Parameter | null;
  /** [C], or null */
  declare bias: Parameter | null;

  /**
   * Makes the layer, with a weight of ones and a bias of zeros.
   *
   * @param numGroups how many groups there are
   * @param numChannels how many channels there are, a multiple
   * @param options `eps`, `affine`, `device`, `dtype`
   * @throws {ValueError} `num_channels must be divisible by num_groups`
   */
  constructor(numGroups: number, numChannels: number, options: GroupNormLayerOptions = {}) {
    super();
    const shape = checkSizes([numChannels]);
    if (numChannels % numGroups !== 0) {
      throw new ValueError(
        "shape-mismatch",
        "num_channels must be divisible by num_groups",
        `All groups have the same size: ${numGroups} does not divide ${numChannels}.`,
      );
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = options.eps ?? 1e-5;
    this.affine = options.affine ?? true;
    this.registerParameter("weight", this.affine ? new Parameter(ones(shape, options)) : null);
    this.registerParameter("bias", this.affine ? new Parameter(zeros(shape, options)) : null);
  }

  /** Sets the weight to ones and the bias to zeros. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  /** [N, C, ...] to the same shape. */
  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return groupNorm(x, this.numGroups, { weight, bias, eps });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${pythonFloat(this.eps)}, affine=${
      pythonBool(this.affine)
    }`;
  }
}

/**
 * Divides each channel by what the channels around it have.
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(String(new nn.LocalResponseNorm(2))); // LocalResponseNorm(2, alpha=0.0001, beta=0.75, k=1.0)
 * ```
 */
export class LocalResponseNorm extends Module {
  /** How many channels are looked at together. */
  readonly size: number;
  /** What the mean of squares is multiplied by. */
  readonly alpha: number;
  /** The exponent. */
  readonly beta: number;
  /** What is added to the mean of squares. */
  readonly k: number;

  /**
   * Makes the layer.
   *
   * @param size how many channels are looked at together
   * @param alpha what the mean of squares is multiplied by
   * @param beta the exponent
   * @param k what is added to the mean of squares
   */
  constructor(size: number, alpha = 1e-4, beta = 0.75, k = 1) {
    super();
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  /** [N, C, L], or with more spatial dimensions, to the same shape. */
  forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.size, this.alpha, this.beta, this.k);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `${this.size}, alpha=${pythonFloat(this.alpha)}, beta=${pythonFloat(this.beta)}, k=${
      pythonFloat(this.k)
    }`;
  }
}

/**
 * Normalization layers.
 *
 * @module
 */
import { ones, zeros } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { layerNorm } from "../functional/normalization.ts";
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
    const shape = pythonTuple(this.normalizedShape);
    return `${shape}, eps=${pythonFloat(this.eps)}, elementwise_affine=${
      pythonBool(this.elementwiseAffine)
    }`;
  }
}

/**
 * The embedding layer.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { empty } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { embedding, normalizePadding } from "../functional/layer.ts";
import { normal_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { FactoryOptions } from "./linear.ts";

/** Options of {@linkcode Embedding}. */
export interface EmbeddingLayerOptions extends FactoryOptions {
  /** The row that starts as zeros and gets no gradient, or null. */
  paddingIdx?: number | null;
}

/**
 * A table of vectors, looked up by index: [...] of int32 to [..., dim]. The table is drawn from the
 * standard normal distribution.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const tokens = new nn.Embedding(50, 4);
 * console.log(tokens.forward(tensor([[3, 7]]).int()).shape); // [1, 2, 4]
 * ```
 */
export class Embedding extends Module {
  /** Rows of the table. */
  readonly numEmbeddings: number;
  /** The size of each vector. */
  readonly embeddingDim: number;
  /** The row that gets no gradient, or null. */
  readonly paddingIdx: number | null;
  /** [numEmbeddings, embeddingDim] */
  declare weight: Parameter;

  /**
   * Makes the layer and draws its table.
   *
   * @param numEmbeddings rows of the table
   * @param embeddingDim the size of each vector
   * @param options `paddingIdx`, `device`, `dtype`
   */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingLayerOptions = {}) {
    super();
    checkSizes([numEmbeddings, embeddingDim]);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = normalizePadding(options.paddingIdx, numEmbeddings);
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim], options));
    this.resetParameters();
  }

  /** Draws the table anew, and zeroes the padding row. */
  resetParameters(): void {
    normal_(this.weight);
    const padding = this.paddingIdx;
    if (padding !== null) noGrad(() => this.weight.at(padding).zero_());
  }

  /**
   * Looks vectors up.
   *
   * @param index int32, any shape
   * @returns [...index.shape, embeddingDim]
   */
  forward(index: Tensor): Tensor {
    return embedding(index, this.weight, { paddingIdx: this.paddingIdx });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const padding = this.paddingIdx === null ? "" : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}

/**
 * Embedding layers.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { ValueError } from "../../errors.ts";
import { empty } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { embedding, type EmbeddingOptions, normalizePadding } from "../functional/embedding.ts";
import {
  embeddingBag,
  type EmbeddingBagMode,
  type EmbeddingBagOptions,
} from "../functional/embedding_bag.ts";
import { normal_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { FactoryOptions } from "./linear.ts";
import { pythonFloat } from "./python.ts";

/** Options of {@linkcode Embedding}. */
export interface EmbeddingLayerOptions extends FactoryOptions, EmbeddingOptions {
  /** The row that starts as zeros and gets no gradient, or null. */
  paddingIdx?: number | null;
}

/** Options of {@linkcode EmbeddingBag}. */
export interface EmbeddingBagLayerOptions
  extends FactoryOptions, Omit<EmbeddingBagOptions, "perSampleWeights"> {
  /** The row that starts as zeros and does not count, or null. */
  paddingIdx?: number | null;
}

/** How a layer is made of a table that is there already. */
export interface PretrainedOptions {
  /** Whether the table stays as it is. Default: true. */
  freeze?: boolean;
}

/** What the embedding layers have in common: a table, and what may happen to its rows. */
export abstract class EmbeddingBase extends Module {
  /** Rows of the table. */
  readonly numEmbeddings: number;
  /** The size of each vector. */
  readonly embeddingDim: number;
  /** The row that gets no gradient, or null. */
  readonly paddingIdx: number | null;
  /** The norm that rows have at most once they were looked up, or null. */
  readonly maxNorm: number | null;
  /** The order of that norm. */
  readonly normType: number;
  /** Whether a row's gradient is divided by how often the row is looked up. */
  readonly scaleGradByFreq: boolean;
  /** [numEmbeddings, embeddingDim] */
  declare weight: Parameter;

  /**
   * Makes the layer and draws its table.
   *
   * @param numEmbeddings rows of the table
   * @param embeddingDim the size of each vector
   * @param options `paddingIdx`, `maxNorm`, `normType`, `scaleGradByFreq`, `device`, `dtype`
   */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingLayerOptions = {}) {
    super();
    checkSizes([numEmbeddings, embeddingDim]);
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = normalizePadding(options.paddingIdx, numEmbeddings);
    this.maxNorm = options.maxNorm ?? null;
    this.normType = options.normType ?? 2;
    this.scaleGradByFreq = options.scaleGradByFreq ?? false;
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim], options));
    this.resetParameters();
  }

  /** Draws the table anew, and zeroes the padding row. */
  resetParameters(): void {
    normal_(this.weight);
    const padding = this.paddingIdx;
    if (padding !== null) noGrad(() => this.weight.at(padding).zero_());
  }

  /** What is printed first: the sizes, then what differs from the defaults. */
  protected describe(): { sizes: string; norm: string; padding: string } {
    const { maxNorm, normType, paddingIdx } = this;
    const notes = [
      ...(maxNorm === null ? [] : [`max_norm=${pythonFloat(maxNorm)}`]),
      ...(normType === 2 ? [] : [`norm_type=${pythonFloat(normType)}`]),
      ...(this.scaleGradByFreq ? ["scale_grad_by_freq=True"] : []),
    ];
    return {
      sizes: `${this.numEmbeddings}, ${this.embeddingDim}`,
      norm: notes.map((note) => `, ${note}`).join(""),
      padding: paddingIdx === null ? "" : `, padding_idx=${paddingIdx}`,
    };
  }
}

/** The sizes of a table that a layer is to have. */
function sizesOf(weight: Tensor): [rows: number, dim: number] {
  if (weight.ndim === 2) return weight.shape as [number, number];
  throw new ValueError(
    "bad-dims",
    "Embeddings parameter is expected to be 2-dimensional",
    `It has ${weight.ndim} dimensions: a table holds one vector a row.`,
  );
}

/** Puts a table in the place of the one that was drawn; on meta, none was. */
function adopt<Layer extends EmbeddingBase>(
  layer: Layer,
  weight: Tensor,
  { freeze = true }: PretrainedOptions,
): Layer {
  layer.weight = new Parameter(weight.detach(), !freeze);
  return layer;
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
export class Embedding extends EmbeddingBase {
  /**
   * Makes a layer of a table that is there already. The padding row stays as it is.
   *
   * @param weight [numEmbeddings, embeddingDim]; the layer shares its memory
   * @param options `freeze` (true), and the layer's own
   * @throws {ValueError} `Embeddings parameter is expected to be 2-dimensional`
   *
   * @example
   * ```ts
   * import { nn, tensor } from "@hibana/hibana";
   *
   * const layer = nn.Embedding.fromPretrained(tensor([[1, 2], [3, 4]]));
   * console.log(layer.forward(tensor([1]).int()).toArray()); // [[3, 4]]
   * ```
   */
  static fromPretrained(
    weight: Tensor,
    options: EmbeddingLayerOptions & PretrainedOptions = {},
  ): Embedding {
    const [rows, dim] = sizesOf(weight);
    return adopt(new Embedding(rows, dim, { ...options, device: "meta" }), weight, options);
  }

  /**
   * Looks vectors up.
   *
   * @param index int32, any shape
   * @returns [...index.shape, embeddingDim]
   */
  forward(index: Tensor): Tensor {
    return embedding(index, this.weight, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { sizes, norm, padding } = this.describe();
    return sizes + padding + norm;
  }
}

/**
 * A table of vectors, looked up and put together bag by bag: the sum, mean or maximum of the rows that the
 * indices of a bag name.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const bags = new nn.EmbeddingBag(50, 4, { mode: "sum" });
 * console.log(bags.forward(tensor([[3, 7, 1], [2, 2, 9]]).int()).shape); // [2, 4]
 * ```
 */
export class EmbeddingBag extends EmbeddingBase {
  /** What becomes of the rows of a bag. */
  readonly mode: EmbeddingBagMode;
  /** Whether the last offset is where the last bag ends. */
  readonly includeLastOffset: boolean;

  /**
   * Makes the layer and draws its table.
   *
   * @param numEmbeddings rows of the table
   * @param embeddingDim the size of each vector
   * @param options `mode`, `includeLastOffset`, `paddingIdx`, `maxNorm`, `normType`, `scaleGradByFreq`,
   * `device`, `dtype`
   */
  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    options: EmbeddingBagLayerOptions = {},
  ) {
    super(numEmbeddings, embeddingDim, options);
    this.mode = options.mode ?? "mean";
    this.includeLastOffset = options.includeLastOffset ?? false;
  }

  /**
   * Makes a layer of a table that is there already.
   *
   * @param weight [numEmbeddings, embeddingDim]; the layer shares its memory
   * @param options `freeze` (true), and the layer's own
   * @throws {ValueError} `Embeddings parameter is expected to be 2-dimensional`
   */
  static fromPretrained(
    weight: Tensor,
    options: EmbeddingBagLayerOptions & PretrainedOptions = {},
  ): EmbeddingBag {
    const [rows, dim] = sizesOf(weight);
    return adopt(new EmbeddingBag(rows, dim, { ...options, device: "meta" }), weight, options);
  }

  /**
   * Looks vectors up and puts them together.
   *
   * @param index int32, [bags, n], or [total] with offsets
   * @param offsets int32, [bags], where each bag starts, or null
   * @param perSampleWeights a factor for each row, of the indices' shape, or null
   * @returns [bags, embeddingDim]
   */
  forward(
    index: Tensor,
    offsets: Tensor | null = null,
    perSampleWeights: Tensor | null = null,
  ): Tensor {
    const { mode, paddingIdx, maxNorm, normType, scaleGradByFreq, includeLastOffset } = this;
    return embeddingBag(index, this.weight, offsets, {
      mode,
      perSampleWeights,
      includeLastOffset,
      paddingIdx,
      maxNorm,
      normType,
      scaleGradByFreq,
    });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { sizes, norm, padding } = this.describe();
    return `${sizes}${norm}, mode=${this.mode}${padding}`;
  }
}

/**
 * The layer of multi-head attention.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import { empty } from "../../ops/make.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  type MultiHeadAttentionCall,
  multiHeadAttentionForward,
} from "../functional/multi_head_attention.ts";
import { xavierNormal_, xavierUniform_, zeros_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import { type FactoryOptions, Linear } from "./linear.ts";

/** Options of {@linkcode MultiheadAttention}. */
export interface MultiheadAttentionLayerOptions extends FactoryOptions {
  /** The probability with which a weight is dropped while training. Default: 0. */
  dropout?: number;
  /** Whether the maps add a bias. Default: true. */
  bias?: boolean;
  /** Whether there is one more key and value for everyone, which are learned. Default: false. */
  addBiasKv?: boolean;
  /** Whether there is one more key of zeros, with a value of zeros. Default: false. */
  addZeroAttn?: boolean;
  /** The size of keys. Default: that of queries. */
  kdim?: number | null;
  /** The size of values. Default: that of queries. */
  vdim?: number | null;
  /** Whether inputs and outputs are [N, length, size] instead of [length, N, size]. Default: false. */
  batchFirst?: boolean;
}

/** The last map of {@linkcode MultiheadAttention}: a {@linkcode Linear} that prints PyTorch's name. */
export class NonDynamicallyQuantizableLinear extends Linear {}

/**
 * Attention of several heads: queries, keys and values are mapped, each head attends with its share, and
 * what comes out is mapped once more.
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * const layer = new nn.MultiheadAttention(8, 2, { batchFirst: true });
 * const x = rand(1, 5, 8);
 * const [output, weights] = layer.forward(x, x, x);
 * console.log(output.shape, weights!.shape); // [1, 5, 8] [1, 5, 5]
 * ```
 */
export class MultiheadAttention extends Module {
  /** The size of queries, and of what comes out. */
  readonly embedDim: number;
  /** The size of keys. */
  readonly kdim: number;
  /** The size of values. */
  readonly vdim: number;
  /** How many heads there are. */
  readonly numHeads: number;
  /** The probability with which a weight is dropped while training. */
  readonly dropout: number;
  /** Whether inputs and outputs are [N, length, size]. */
  readonly batchFirst: boolean;
  /** Whether there is one more key of zeros. */
  readonly addZeroAttn: boolean;
  /** The maps of queries, keys and values in one, [3 E, E]; null where their sizes differ. */
  declare in_proj_weight: Parameter | null;
  /** The map of queries, [E, E], where sizes differ, or null. */
  declare q_proj_weight: Parameter | null;
  /** The map of keys, [E, kdim], where sizes differ, or null. */
  declare k_proj_weight: Parameter | null;
  /** The map of values, [E, vdim], where sizes differ, or null. */
  declare v_proj_weight: Parameter | null;
  /** What is added to mapped queries, keys and values, [3 E], or null. */
  declare in_proj_bias: Parameter | null;
  /** The last map. */
  declare out_proj: NonDynamicallyQuantizableLinear;
  /** One more key, [1, 1, E], or null. */
  declare bias_k: Parameter | null;
  /** One more value, [1, 1, E], or null. */
  declare bias_v: Parameter | null;

  /**
   * Makes the layer and draws its maps.
   *
   * @param embedDim the size of queries, and of what comes out
   * @param numHeads how many heads there are; they divide that size among them
   * @param options `dropout`, `bias`, `addBiasKv`, `addZeroAttn`, `kdim`, `vdim`, `batchFirst`, `device`,
   * `dtype`
   * @throws {ValueError} `embed_dim must be divisible by num_heads`
   */
  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionLayerOptions = {}) {
    super();
    checkSizes([embedDim]);
    if (embedDim % numHeads !== 0) {
      throw new ValueError(
        "shape-mismatch",
        "embed_dim must be divisible by num_heads",
        `The heads divide it among them: ${numHeads} does not divide ${embedDim}.`,
      );
    }
    this.embedDim = embedDim;
    this.kdim = options.kdim ?? embedDim;
    this.vdim = options.vdim ?? embedDim;
    this.numHeads = numHeads;
    this.dropout = options.dropout ?? 0;
    this.batchFirst = options.batchFirst ?? false;
    this.addZeroAttn = options.addZeroAttn ?? false;
    const bias = options.bias ?? true;
    const place = { device: options.device, dtype: options.dtype };
    const parameter = (name: string, ...shape: number[]) =>
      this.registerParameter(name, shape.length === 0 ? null : new Parameter(empty(shape, place)));
    if (this.kdim === embedDim && this.vdim === embedDim) {
      parameter("in_proj_weight", 3 * embedDim, embedDim);
      for (const name of ["q_proj_weight", "k_proj_weight", "v_proj_weight"]) parameter(name);
    } else {
      parameter("q_proj_weight", embedDim, embedDim);
      parameter("k_proj_weight", embedDim, this.kdim);
      parameter("v_proj_weight", embedDim, this.vdim);
      parameter("in_proj_weight");
    }
    parameter("in_proj_bias", ...(bias ? [3 * embedDim] : []));
    this.out_proj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias, ...place });
    const more = options.addBiasKv === true ? [1, 1, embedDim] : [];
    parameter("bias_k", ...more);
    parameter("bias_v", ...more);
    this.resetParameters();
  }

  /** Draws the maps before attention anew; biases become zeros. */
  resetParameters(): void {
    const maps = [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight];
    for (const map of maps) if (map !== null) xavierUniform_(map);
    for (const bias of [this.in_proj_bias, this.out_proj.bias]) if (bias !== null) zeros_(bias);
    for (const more of [this.bias_k, this.bias_v]) if (more !== null) xavierNormal_(more);
  }

  /**
   * Attends.
   *
   * @param query [L, N, E] ([N, L, E] where the batch comes first), or [L, E]
   * @param key [S, N, kdim] or [S, kdim]
   * @param value [S, N, vdim] or [S, vdim]
   * @param options `keyPaddingMask`, `attnMask`, `needWeights`, `averageAttnWeights`
   * @returns what comes out, of the query's shape, and the weights, [N, L, S] (with every head's
   * [N, heads, L, S]), or null
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: MultiHeadAttentionCall = {},
  ): [output: Tensor, weights: Tensor | null] {
    const turned = this.batchFirst && query.ndim === 3;
    // What is one tensor stays one, so that it is mapped in one go.
    const turns = new Map<Tensor, Tensor>();
    const [q, k, v] = [query, key, value].map((x) => {
      if (!turned || x.ndim !== 3) return x;
      const known = turns.get(x) ?? x.transpose(0, 1);
      turns.set(x, known);
      return known;
    });
    const [output, weights] = multiHeadAttentionForward(q!, k!, v!, {
      ...options,
      numHeads: this.numHeads,
      inProjWeight: this.in_proj_weight,
      qProjWeight: this.q_proj_weight,
      kProjWeight: this.k_proj_weight,
      vProjWeight: this.v_proj_weight,
      inProjBias: this.in_proj_bias,
      biasK: this.bias_k,
      biasV: this.bias_v,
      addZeroAttn: this.addZeroAttn,
      dropoutP: this.dropout,
      training: this.training,
      outProjWeight: this.out_proj.weight,
      outProjBias: this.out_proj.bias,
    });
    return [turned ? output.transpose(0, 1) : output, weights];
  }
}

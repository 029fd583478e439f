/**
 * Layers that say how near vectors are to each other.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { cosineSimilarity, pairwiseDistance } from "../functional/similarity.ts";
import { Module } from "../module.ts";

/**
 * The cosine of the angle between vectors along a dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const cosine = new nn.CosineSimilarity().forward(tensor([[3, 4]]), tensor([[4, 3]]));
 * console.log(cosine.toString()); // tensor([0.9600])
 * ```
 */
export class CosineSimilarity extends Module {
  /** The dimension of the vectors. */
  readonly dim: number;
  /** The least length that is divided by. */
  readonly eps: number;

  /**
   * Makes the layer.
   *
   * @param dim the dimension of the vectors
   * @param eps the least length that is divided by
   */
  constructor(dim = 1, eps = 1e-8) {
    super();
    this.dim = dim;
    this.eps = eps;
  }

  /** Two tensors whose shapes broadcast to one without the dimension. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this.dim, this.eps);
  }
}

/** The norm of the difference of vectors, the last dimension. */
export class PairwiseDistance extends Module {
  /** The order of the norm. */
  readonly norm: number;
  /** What is added to differences. */
  readonly eps: number;
  /** Whether the last dimension is kept, with size 1. */
  readonly keepdim: boolean;

  /**
   * Makes the layer.
   *
   * @param p the order of the norm
   * @param eps what is added to differences
   * @param options `keepdim`: keep the last dimension, with size 1
   */
  constructor(p = 2, eps = 1e-6, options: { keepdim?: boolean } = {}) {
    super();
    this.norm = p;
    this.eps = eps;
    this.keepdim = options.keepdim ?? false;
  }

  /** Two tensors whose shapes broadcast to one without the last dimension. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, this.norm, this.eps, { keepdim: this.keepdim });
  }
}

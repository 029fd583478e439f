/**
 * Instance normalization layers.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { instanceNorm } from "../functional/batch_norm.ts";
import { NormBase, type NormBaseOptions, wrongDim } from "./norm_base.ts";

/** Options of instance normalization layers. */
export interface InstanceNormLayerOptions extends NormBaseOptions {
  /** The weight of a batch in the running statistics. Default: 0.1. */
  momentum?: number;
}

/** What the instance normalization layers have in common: everything but the shapes they take. */
export abstract class InstanceNorm extends NormBase {
  /** How many dimensions an input without a batch has. */
  protected abstract readonly unbatchedDims: number;

  /**
   * Makes the layer. Unless told otherwise it learns nothing and has no running statistics.
   *
   * @param numFeatures how many channels there are
   * @param options `eps`, `momentum`, `affine` (false), `trackRunningStats` (false), `device`, `dtype`
   */
  constructor(numFeatures: number, options: InstanceNormLayerOptions = {}) {
    super(numFeatures, { affine: false, trackRunningStats: false, ...options });
  }

  /** Says no to an input with the wrong number of dimensions. */
  protected override checkInputDim(x: Tensor): void {
    const unbatched = this.unbatchedDims;
    if (x.ndim === unbatched || x.ndim === unbatched + 1) return;
    const spatial = ["L", "H, W", "D, H, W"][unbatched - 2]!;
    throw wrongDim(
      `${unbatched}D or ${unbatched + 1}D`,
      x,
      `Inputs are [N, C, ${spatial}] or [C, ${spatial}].`,
    );
  }

  /**
   * Normalizes each channel of each sample: by its own statistics, or, in evaluation, by the running ones
   * where there are any.
   *
   * @param x [N, C, ...] or [C, ...]
   * @returns the same shape
   */
  forward(x: Tensor): Tensor {
    this.checkInputDim(x);
    if (x.ndim === this.unbatchedDims) return this.forward(x.unsqueeze(0)).squeeze(0);
    return instanceNorm(x, this.running_mean, this.running_var, {
      weight: this.weight,
      bias: this.bias,
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? undefined,
      eps: this.eps,
    });
  }
}

/**
 * Instance normalization over [N, C, L] or [C, L].
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const layer = new nn.InstanceNorm1d(2);
 * console.log(layer.forward(tensor([[1, 3], [5, 9]])).toString()); // see below
 * // tensor([[-1.0000,  1.0000],
 * //         [-1.0000,  1.0000]])
 * ```
 */
export class InstanceNorm1d extends InstanceNorm {
  /** [C, L] */
  protected override readonly unbatchedDims = 2;
}

/** Instance normalization over [N, C, H, W] or [C, H, W]. */
export class InstanceNorm2d extends InstanceNorm {
  /** [C, H, W] */
  protected override readonly unbatchedDims = 3;
}

/** Instance normalization over [N, C, D, H, W] or [C, D, H, W]. */
export class InstanceNorm3d extends InstanceNorm {
  /** [C, D, H, W] */
  protected override readonly unbatchedDims = 4;
}

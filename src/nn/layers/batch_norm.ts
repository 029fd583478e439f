/**
 * Batch normalization layers.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { batchNorm } from "../functional/batch_norm.ts";
import { NormBase, wrongDim } from "./norm_base.ts";

/** What the batch normalization layers have in common: everything but the shapes they take. */
export abstract class BatchNorm extends NormBase {
  /**
   * Normalizes each channel: by the batch's statistics while training, by the running ones in evaluation.
   *
   * @param x [N, C, ...]
   * @returns the same shape
   */
  forward(x: Tensor): Tensor {
    this.checkInputDim(x);
    const { running_mean: mean, running_var: variance, weight, bias, eps } = this;
    const tracked = this.trackRunningStats ? this.num_batches_tracked : null;
    const momentum = this.momentum ??
      (this.training && tracked !== null ? 1 / (Number(tracked.item()) + 1) : 0);
    const useRunning = !this.training || this.trackRunningStats;
    const out = batchNorm(x, useRunning ? mean : null, useRunning ? variance : null, {
      weight,
      bias,
      training: this.training || (mean === null && variance === null),
      momentum,
      eps,
    });
    // Counted last: a batch that is refused does not count.
    if (this.training) noGrad(() => tracked?.add_(1));
    return out;
  }
}

/**
 * Batch normalization over [N, C] or [N, C, L].
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const layer = new nn.BatchNorm1d(2);
 * layer.forward(tensor([[1, 2], [3, 6]]));
 * console.log(layer.running_mean!.toString()); // tensor([0.2000, 0.4000])
 * ```
 */
export class BatchNorm1d extends BatchNorm {
  /** Takes [N, C] and [N, C, L]. */
  protected override checkInputDim(x: Tensor): void {
    if (x.ndim === 2 || x.ndim === 3) return;
    throw wrongDim("2D or 3D", x, "Inputs are [N, C] or [N, C, L]: x.unsqueeze(0) makes a batch.");
  }
}

/**
 * Batch normalization over [N, C, H, W].
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * console.log(new nn.BatchNorm2d(3).forward(rand(2, 3, 4, 4)).shape); // [2, 3, 4, 4]
 * ```
 */
export class BatchNorm2d extends BatchNorm {
  /** Takes [N, C, H, W]. */
  protected override checkInputDim(x: Tensor): void {
    if (x.ndim === 4) return;
    throw wrongDim("4D", x, "Inputs are [N, C, H, W]: x.unsqueeze(0) makes a batch of one image.");
  }
}

/**
 * Batch normalization over [N, C, D, H, W].
 *
 * @example
 * ```ts
 * import { nn, rand } from "@hibana/hibana";
 *
 * console.log(new nn.BatchNorm3d(3).forward(rand(2, 3, 1, 4, 4)).shape); // [2, 3, 1, 4, 4]
 * ```
 */
export class BatchNorm3d extends BatchNorm {
  /** Takes [N, C, D, H, W]. */
  protected override checkInputDim(x: Tensor): void {
    if (x.ndim === 5) return;
    throw wrongDim(
      "5D",
      x,
      "Inputs are [N, C, D, H, W]: x.unsqueeze(0) makes a batch of one volume.",
    );
  }
}

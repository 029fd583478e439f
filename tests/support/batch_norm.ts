/**
 * Batch norm over [N, C], written from tensor operations alone: what a module needs that keeps statistics
 * in buffers and has changed the names in its state dict once.
 *
 * @module
 */
import { nn, noGrad, ones, type Tensor, tensor, ValueError, zeros } from "@hibana/hibana";

/** How {@linkcode BatchNorm1d} keeps its statistics. */
export interface BatchNormOptions {
  /** The weight of a batch in the running statistics; null for a cumulative average. */
  momentum?: number | null;
  /** Whether there are running statistics at all. */
  trackRunningStats?: boolean;
}

/** Normalises each channel: over the batch in training, by the running statistics in evaluation. */
export class BatchNorm1d extends nn.Module {
  declare running_mean: Tensor | null;
  declare running_var: Tensor | null;
  declare num_batches_tracked: Tensor | null;
  readonly momentum: number | null;
  readonly eps = 1e-5;
  readonly weight: nn.Parameter;
  readonly bias: nn.Parameter;

  constructor(channels: number, options: BatchNormOptions = {}) {
    super();
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    this.weight = new nn.Parameter(ones(channels));
    this.bias = new nn.Parameter(zeros(channels));
    const tracks = options.trackRunningStats ?? true;
    this.registerBuffer("running_mean", tracks ? zeros(channels) : null);
    this.registerBuffer("running_var", tracks ? ones(channels) : null);
    this.registerBuffer("num_batches_tracked", tracks ? tensor(0, { dtype: "int32" }) : null);
    this.registerLoadStateDictPreHook((_, { stateDict, prefix, metadata }) => {
      const key = `${prefix}num_batches_tracked`;
      if ((metadata.version ?? 1) >= 2 || stateDict.has(key) || !tracks) return;
      stateDict.set(key, tensor(0, { dtype: "int32" }));
    });
  }

  override get stateDictVersion(): number {
    return 2;
  }

  forward(x: Tensor): Tensor {
    if (this.training && x.size(0) < 2) {
      throw new ValueError(
        "too-few-values",
        `Expected more than 1 value per channel when training, got input size torch.Size([${
          x.shape.join(", ")
        }])`,
        "Call eval() first, or pass a larger batch.",
      );
    }
    const ofBatch = this.training || this.running_mean === null;
    const mean = ofBatch ? x.mean(0) : this.running_mean!;
    const variance = ofBatch ? x.var(0, { correction: 0 }) : this.running_var!;
    if (this.training && this.running_mean !== null) this.#track(x);
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }

  #track(x: Tensor): void {
    noGrad(() => {
      this.num_batches_tracked!.add_(1);
      const weight = this.momentum ?? 1 / Number(this.num_batches_tracked!.item());
      this.running_mean!.lerp_(x.mean(0), weight);
      this.running_var!.lerp_(x.var(0), weight);
    });
  }
}

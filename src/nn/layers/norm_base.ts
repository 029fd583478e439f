/**
 * What layers with running statistics have in common.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { ValueError } from "../../errors.ts";
import { ones, zeros } from "../../ops/make.ts";
import { tensor } from "../../tensor/create.ts";
import { checkSizes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { ones_, zeros_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { FactoryOptions } from "./linear.ts";
import { pythonBool, pythonFloat } from "./python.ts";

/** Options of layers with running statistics. */
export interface NormBaseOptions extends FactoryOptions {
  /** Keeps the division from blowing up. Default: 1e-5. */
  eps?: number;
  /** The weight of a batch in the running statistics; null for a cumulative average. Default: 0.1. */
  momentum?: number | null;
  /**
   * Whether weight and bias are learned.
   * Default: true; false for instance normalization.
   */
  affine?: boolean;
  /**
   * Whether there are running statistics; without, evaluation uses the batch's.
   * Default: true; false for instance normalization.
   */
  trackRunningStats?: boolean;
}

/** What the layers with running statistics have in common. */
export abstract class NormBase extends Module {
  /** How many channels there are. */
  readonly numFeatures: number;
  /** Keeps the division from blowing up. */
  readonly eps: number;
  /** The weight of a batch in the running statistics; null for a cumulative average. */
  momentum: number | null;
  /** Whether weight and bias are learned. */
  readonly affine: boolean;
  /** Whether there are running statistics. */
  readonly trackRunningStats: boolean;
  /** [C], or null */
  declare weight: Parameter | null;
  /** [C], or null */
  declare bias: Parameter | null;
  /** The mean of each channel so far, [C], or null. */
  declare running_mean: Tensor | null;
  /** The unbiased variance of each channel so far, [C], or null. */
  declare running_var: Tensor | null;
  /** How many batches the running statistics have seen: int32, [], or null. */
  declare num_batches_tracked: Tensor | null;

  /**
   * Makes the layer, with a weight of ones and a bias of zeros; before the first batch the running mean is
   * 0 and the running variance 1.
   *
   * @param numFeatures how many channels there are
   * @param options `eps`, `momentum`, `affine`, `trackRunningStats`, `device`, `dtype`
   */
  constructor(numFeatures: number, options: NormBaseOptions = {}) {
    super();
    const shape = checkSizes([numFeatures]);
    this.numFeatures = numFeatures;
    this.eps = options.eps ?? 1e-5;
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    this.affine = options.affine ?? true;
    this.trackRunningStats = options.trackRunningStats ?? true;
    this.registerParameter("weight", this.affine ? new Parameter(ones(shape, options)) : null);
    this.registerParameter("bias", this.affine ? new Parameter(zeros(shape, options)) : null);
    const tracks = this.trackRunningStats;
    const count = () => tensor(0, { device: options.device, dtype: "int32" });
    this.registerBuffer("running_mean", tracks ? zeros(shape, options) : null);
    this.registerBuffer("running_var", tracks ? ones(shape, options) : null);
    this.registerBuffer("num_batches_tracked", tracks ? count() : null);
    // The first version did not count batches: its dicts lack the key.
    this.registerLoadStateDictPreHook((_, { stateDict, prefix, metadata }) => {
      const key = `${prefix}num_batches_tracked`;
      if (tracks && (metadata.version ?? 1) < 2 && !stateDict.has(key)) {
        stateDict.set(key, tensor(0, { dtype: "int32" }));
      }
    });
  }

  /** 2: since then batches are counted. */
  override get stateDictVersion(): number {
    return 2;
  }

  /** Forgets all batches: the running mean is 0, the running variance 1. */
  resetRunningStats(): void {
    noGrad(() => {
      this.running_mean?.zero_();
      this.running_var?.fill_(1);
      this.num_batches_tracked?.zero_();
    });
  }

  /** Sets the weight to ones and the bias to zeros, and forgets all batches. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  /**
   * Says no to an input with the wrong number of dimensions.
   *
   * @param x the input
   * @throws {ValueError} `expected 4D input (got 2D input)`
   */
  protected abstract checkInputDim(x: Tensor): void;

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    const { numFeatures, eps, momentum } = this;
    return `${numFeatures}, eps=${pythonFloat(eps)}, momentum=${
      momentum === null ? "None" : pythonFloat(momentum)
    }, affine=${pythonBool(this.affine)}, track_running_stats=${
      pythonBool(this.trackRunningStats)
    }`;
  }
}

/** The error for an input with the wrong number of dimensions. */
export function wrongDim(expected: string, x: Tensor, shapes: string): ValueError {
  return new ValueError("bad-dims", `expected ${expected} input (got ${x.ndim}D input)`, shapes);
}

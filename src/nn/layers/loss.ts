/**
 * Losses as layers, for those who keep them beside the model.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  hingeEmbeddingLoss,
  type LogitsLossOptions,
  type MarginOptions,
  multilabelSoftMarginLoss,
  softMarginLoss,
  type WeightedLossOptions,
} from "../functional/loss/binary.ts";
import {
  type ClassLossOptions,
  crossEntropy,
  type CrossEntropyOptions,
  nllLoss,
} from "../functional/loss/classes.ts";
import { ctcLoss, type CTCLossOptions } from "../functional/loss/ctc.ts";
import {
  gaussianNllLoss,
  type GaussianNllOptions,
  klDiv,
  type KLDivOptions,
  poissonNllLoss,
  type PoissonNllOptions,
} from "../functional/loss/distributions.ts";
import {
  cosineEmbeddingLoss,
  marginRankingLoss,
  multilabelMarginLoss,
  multiMarginLoss,
  type MultiMarginOptions,
  type TripletDistanceOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
  type TripletOptions,
} from "../functional/loss/margins.ts";
import type { LossOptions } from "../functional/loss/reduction.ts";
import {
  huberLoss,
  type HuberLossOptions,
  l1Loss,
  mseLoss,
  smoothL1Loss,
  type SmoothL1LossOptions,
} from "../functional/loss/regression.ts";
import { Module } from "../module.ts";

/** What all losses are: modules that keep their options. */
export abstract class Loss<Options extends object> extends Module {
  /** The options of the function, but for tensors, which are buffers. */
  readonly options: Omit<Options, "weight" | "posWeight">;

  /** A loss; the options are the function's. */
  constructor(options: Options = {} as Options) {
    super();
    const { weight: _weight, posWeight: _posWeight, ...rest } = options as Options & {
      weight?: unknown;
      posWeight?: unknown;
    };
    this.options = rest;
  }
}

/** A loss whose weights, if it has any, move with it: a buffer. */
export abstract class WeightedLoss<Options extends { weight?: Tensor | null }>
  extends Loss<Options> {
  /** The weights, or null. */
  declare weight: Tensor | null;

  /** A loss; the options are the function's. */
  constructor(options: Options = {} as Options) {
    super(options);
    this.registerBuffer("weight", options.weight ?? null);
  }
}

/** The absolute difference. See {@linkcode l1Loss}. */
export class L1Loss extends Loss<LossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this.options);
  }
}

/** The squared difference. See {@linkcode mseLoss}. */
export class MSELoss extends Loss<LossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this.options);
  }
}

/** The absolute difference, rounded off near 0. See {@linkcode smoothL1Loss}. */
export class SmoothL1Loss extends Loss<SmoothL1LossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this.options);
  }
}

/** Half the squared difference where it is small, else a line. See {@linkcode huberLoss}. */
export class HuberLoss extends Loss<HuberLossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this.options);
  }
}

/** The Kullback-Leibler divergence. See {@linkcode klDiv}. */
export class KLDivLoss extends Loss<KLDivOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return klDiv(input, target, this.options);
  }
}

/** The likelihood of counts under Poisson's distribution. See {@linkcode poissonNllLoss}. */
export class PoissonNLLLoss extends Loss<PoissonNllOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, this.options);
  }
}

/** The likelihood of numbers under normal distributions. See {@linkcode gaussianNllLoss}. */
export class GaussianNLLLoss extends Loss<GaussianNllOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(input, target, variance, this.options);
  }
}

/** The logistic loss of signs. See {@linkcode softMarginLoss}. */
export class SoftMarginLoss extends Loss<LossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}

/** Distances small for 1, large for -1. See {@linkcode hingeEmbeddingLoss}. */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, this.options);
  }
}

/** Pairs in an order, by a margin. See {@linkcode marginRankingLoss}. */
export class MarginRankingLoss extends Loss<MarginOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(input1, input2, target, this.options);
  }
}

/** Angles small for 1, large for -1. See {@linkcode cosineEmbeddingLoss}. */
export class CosineEmbeddingLoss extends Loss<MarginOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, this.options);
  }
}

/** Nearer to the positive than to the negative, by a margin. See {@linkcode tripletMarginLoss}. */
export class TripletMarginLoss extends Loss<TripletOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/** The triplet loss with a distance of one's own. See {@linkcode tripletMarginWithDistanceLoss}. */
export class TripletMarginWithDistanceLoss extends Loss<TripletDistanceOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}

/** The scores of all right classes above all others. See {@linkcode multilabelMarginLoss}. */
export class MultiLabelMarginLoss extends Loss<LossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(input, target, this.options);
  }
}

/** The negative of the log-probability of the right class. See {@linkcode nllLoss}. */
export class NLLLoss extends WeightedLoss<ClassLossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, { ...this.options, weight: this.weight });
  }
}

/**
 * The negative log-probability of the right class under the softmax of scores. See
 * {@linkcode crossEntropy}.
 *
 * @example
 * ```ts
 * import { nn, tensor, zeros } from "@hibana/hibana";
 *
 * const loss = new nn.CrossEntropyLoss();
 * console.log(loss.forward(zeros(1, 2), tensor([1]).int()).toString()); // tensor(0.6931)
 * ```
 */
export class CrossEntropyLoss extends WeightedLoss<CrossEntropyOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return crossEntropy(input, target, { ...this.options, weight: this.weight });
  }
}

/** The cross-entropy of probabilities of yes or no. See {@linkcode binaryCrossEntropy}. */
export class BCELoss extends WeightedLoss<WeightedLossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, { ...this.options, weight: this.weight });
  }
}

/** The mean binary cross-entropy of scores over classes. See {@linkcode multilabelSoftMarginLoss}. */
export class MultiLabelSoftMarginLoss extends WeightedLoss<WeightedLossOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, { ...this.options, weight: this.weight });
  }
}

/** The score of the right class above every other's, by a margin. See {@linkcode multiMarginLoss}. */
export class MultiMarginLoss extends WeightedLoss<MultiMarginOptions> {
  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, { ...this.options, weight: this.weight });
  }
}

/** The cross-entropy of scores of yes or no. See {@linkcode binaryCrossEntropyWithLogits}. */
export class BCEWithLogitsLoss extends WeightedLoss<LogitsLossOptions> {
  /** The weights of what is true, or null; a buffer, named as in PyTorch's checkpoints. */
  declare pos_weight: Tensor | null;

  /** A loss; the options are the function's. */
  constructor(options: LogitsLossOptions = {}) {
    super(options);
    this.registerBuffer("pos_weight", options.posWeight ?? null);
  }

  /** The loss of each element, their mean or their sum. */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, pos_weight: posWeight } = this;
    return binaryCrossEntropyWithLogits(input, target, { ...this.options, weight, posWeight });
  }
}

/** The likelihood of label sequences, on the CPU. See {@linkcode ctcLoss}. */
export class CTCLoss extends Loss<CTCLossOptions> {
  /** The loss of each sequence, their mean or their sum. */
  forward(
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: readonly number[] | Tensor,
    targetLengths: readonly number[] | Tensor,
  ): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options);
  }
}

/**
 * What layers compute, as functions without state.
 *
 * @module
 */
export {
  celu,
  celu_,
  elu,
  elu_,
  gelu,
  glu,
  hardsigmoid,
  hardswish,
  logsigmoid,
  mish,
  selu,
  selu_,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
  tanhshrink,
} from "./activation.ts";
export {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  type DropoutOptions,
  featureAlphaDropout,
} from "./dropout.ts";
export {
  type ActivationOptions,
  hardshrink,
  hardtanh,
  hardtanh_,
  leakyRelu,
  leakyRelu_,
  prelu,
  relu,
  relu6,
  relu_,
  rrelu,
  rrelu_,
  type RReLUOptions,
  softshrink,
  threshold,
  threshold_,
} from "./rectifier.ts";
export {
  gumbelSoftmax,
  type GumbelSoftmaxOptions,
  logSoftmax,
  softmax,
  softmin,
} from "./softmax.ts";
export {
  conv1d,
  conv2d,
  conv3d,
  type ConvOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
} from "./convolution.ts";
export { embedding, type EmbeddingOptions } from "./embedding.ts";
export { embeddingBag, type EmbeddingBagMode, type EmbeddingBagOptions } from "./embedding_bag.ts";
export { bilinear, linear } from "./linear.ts";
export { cosineSimilarity, pairwiseDistance } from "./similarity.ts";
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  hingeEmbeddingLoss,
  type LogitsLossOptions,
  type MarginOptions,
  multilabelSoftMarginLoss,
  softMarginLoss,
  type WeightedLossOptions,
} from "./loss/binary.ts";
export {
  type ClassLossOptions,
  crossEntropy,
  type CrossEntropyOptions,
  nllLoss,
} from "./loss/classes.ts";
export { ctcLoss, type CTCLossOptions } from "./loss/ctc.ts";
export {
  gaussianNllLoss,
  type GaussianNllOptions,
  klDiv,
  type KLDivOptions,
  poissonNllLoss,
  type PoissonNllOptions,
} from "./loss/distributions.ts";
export {
  cosineEmbeddingLoss,
  marginRankingLoss,
  multilabelMarginLoss,
  multiMarginLoss,
  type MultiMarginOptions,
  type TripletDistanceOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
  type TripletOptions,
} from "./loss/margins.ts";
export type { LossOptions, LossReduction } from "./loss/reduction.ts";
export {
  huberLoss,
  type HuberLossOptions,
  l1Loss,
  mseLoss,
  smoothL1Loss,
  type SmoothL1LossOptions,
} from "./loss/regression.ts";
export {
  batchNorm,
  type BatchNormOptions,
  instanceNorm,
  type InstanceNormOptions,
} from "./batch_norm.ts";
export {
  groupNorm,
  type GroupNormOptions,
  layerNorm,
  type LayerNormOptions,
  rmsNorm,
  type RMSNormOptions,
} from "./normalization.ts";
export { fold, unfold, type UnfoldOptions } from "./fold.ts";
export { interpolate, type InterpolateOptions, type InterpolationMode } from "./interpolation.ts";
export { channelShuffle, pixelShuffle, pixelUnshuffle } from "./shuffle.ts";
export { oneHot } from "./one_hot.ts";
export { pad, type PadMode, type PadOptions } from "./padding.ts";
export { localResponseNorm, normalize } from "./normalize.ts";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type AdaptiveMaxPoolOptions,
  type OutputSize,
} from "./adaptive_pooling.ts";
export {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type AvgPoolOptions,
  lpPool1d,
  lpPool2d,
  type LPPoolOptions,
} from "./average_pooling.ts";
export { maxPool1d, maxPool2d, maxPool3d, type MaxPoolOptions } from "./pooling.ts";
export type { Pooled } from "./pooling_windows.ts";
export { maxUnpool1d, maxUnpool2d, maxUnpool3d, type MaxUnpoolOptions } from "./unpooling.ts";
export type { Size, Size1d, Size2d, Size3d } from "./sizes.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.ts";
export {
  type MultiHeadAttentionCall,
  multiHeadAttentionForward,
  type MultiHeadAttentionOptions,
} from "./multi_head_attention.ts";
export { pdist } from "../../ops/linalg/distance.ts";

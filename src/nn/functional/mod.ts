/**
 * What layers compute, as functions without state.
 *
 * @module
 */
export {
  dropout,
  type DropoutOptions,
  gelu,
  hardtanh,
  logSoftmax,
  relu,
  relu6,
  sigmoid,
  silu,
  softmax,
  tanh,
} from "./activation.ts";
export { embedding, type EmbeddingOptions, linear } from "./layer.ts";
export {
  binaryCrossEntropy,
  type ClassLossOptions,
  crossEntropy,
  l1Loss,
  type LossOptions,
  type LossReduction,
  mseLoss,
  nllLoss,
} from "./loss.ts";
export {
  batchNorm,
  type BatchNormOptions,
  layerNorm,
  type LayerNormOptions,
} from "./normalization.ts";
export { maxPool1d, maxPool2d, type MaxPoolOptions, type Size2d } from "./pooling.ts";

/**
 * What layers compute, as functions without state.
 *
 * @module
 */
export {
  dropout,
  type DropoutOptions,
  gelu,
  logSoftmax,
  relu,
  sigmoid,
  silu,
  softmax,
  tanh,
} from "./activation.ts";
export {
  embedding,
  type EmbeddingOptions,
  layerNorm,
  type LayerNormOptions,
  linear,
} from "./layer.ts";
export {
  type ClassLossOptions,
  crossEntropy,
  l1Loss,
  type LossOptions,
  type LossReduction,
  mseLoss,
  nllLoss,
} from "./loss.ts";

/**
 * Neural networks: modules, layers, initialization, and what layers compute as functions.
 *
 * @module
 */
export * as functional from "./functional/mod.ts";
export * as init from "./init.ts";
export * as utils from "./utils.ts";

export { Buffer } from "./buffer.ts";
export { deepcopy } from "./deepcopy.ts";
export { RemovableHandle } from "../autograd/hook_list.ts";
export type {
  ForwardHook,
  ForwardPreHook,
  LoadStateDictPostHook,
  LoadStateDictPreHook,
  StateDictHook,
  StateDictPreHook,
} from "./hooks.ts";
export {
  CELU,
  ELU,
  GELU,
  GLU,
  Hardsigmoid,
  Hardswish,
  LogSigmoid,
  Mish,
  SELU,
  Sigmoid,
  SiLU,
  Softplus,
  Softsign,
  Tanh,
  Tanhshrink,
} from "./layers/activation.ts";
export {
  Hardshrink,
  Hardtanh,
  InplaceActivation,
  LeakyReLU,
  PReLU,
  ReLU,
  ReLU6,
  RReLU,
  Softshrink,
  Threshold,
} from "./layers/rectifier.ts";
export { CosineSimilarity, PairwiseDistance } from "./layers/similarity.ts";
export { LogSoftmax, Softmax, Softmax2d, Softmin } from "./layers/softmax.ts";
export {
  MultiheadAttention,
  type MultiheadAttentionLayerOptions,
  NonDynamicallyQuantizableLinear,
} from "./layers/attention.ts";
export type { MultiHeadAttentionCall } from "./functional/multi_head_attention.ts";
export { BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./layers/batch_norm.ts";
export {
  ModuleDict,
  ModuleList,
  type ModuleSequence,
  type NamedModules,
  Sequential,
} from "./layers/containers.ts";
export {
  AlphaDropout,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  DropoutNd,
  FeatureAlphaDropout,
} from "./layers/dropout.ts";
export {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvLayerOptions,
  Convolution,
} from "./layers/convolution.ts";
export {
  Embedding,
  EmbeddingBag,
  type EmbeddingBagLayerOptions,
  EmbeddingBase,
  type EmbeddingLayerOptions,
  type PretrainedOptions,
} from "./layers/embedding.ts";
export { Flatten, Unflatten } from "./layers/flatten.ts";
export {
  Bilinear,
  type FactoryOptions,
  Identity,
  Linear,
  type LinearOptions,
} from "./layers/linear.ts";
export {
  InstanceNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  type InstanceNormLayerOptions,
} from "./layers/instance_norm.ts";
export { NormBase, type NormBaseOptions } from "./layers/norm_base.ts";
export {
  GroupNorm,
  type GroupNormLayerOptions,
  LayerNorm,
  type LayerNormLayerOptions,
  LocalResponseNorm,
  RMSNorm,
  type RMSNormLayerOptions,
} from "./layers/normalization.ts";
export {
  BCELoss,
  BCEWithLogitsLoss,
  CosineEmbeddingLoss,
  CrossEntropyLoss,
  CTCLoss,
  GaussianNLLLoss,
  HingeEmbeddingLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  Loss,
  MarginRankingLoss,
  MSELoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  NLLLoss,
  PoissonNLLLoss,
  SmoothL1Loss,
  SoftMarginLoss,
  TripletMarginLoss,
  TripletMarginWithDistanceLoss,
  WeightedLoss,
} from "./layers/loss.ts";
export type {
  LogitsLossOptions,
  MarginOptions,
  WeightedLossOptions,
} from "./functional/loss/binary.ts";
export type { ClassLossOptions, CrossEntropyOptions } from "./functional/loss/classes.ts";
export type { CTCLossOptions } from "./functional/loss/ctc.ts";
export type {
  GaussianNllOptions,
  KLDivOptions,
  PoissonNllOptions,
} from "./functional/loss/distributions.ts";
export type {
  MultiMarginOptions,
  TripletDistanceOptions,
  TripletOptions,
} from "./functional/loss/margins.ts";
export type { LossOptions, LossReduction } from "./functional/loss/reduction.ts";
export type { HuberLossOptions, SmoothL1LossOptions } from "./functional/loss/regression.ts";
export type { AdaptiveMaxPoolOptions, OutputSize } from "./functional/adaptive_pooling.ts";
export type { AvgPoolOptions, LPPoolOptions } from "./functional/average_pooling.ts";
export type { EmbeddingOptions } from "./functional/embedding.ts";
export type { EmbeddingBagMode, EmbeddingBagOptions } from "./functional/embedding_bag.ts";
export type { MaxPoolOptions } from "./functional/pooling.ts";
export type { MaxUnpoolOptions } from "./functional/unpooling.ts";
export type { Pooled } from "./functional/pooling_windows.ts";
export type { ConvOptions, ConvTransposeOptions } from "./functional/convolution.ts";
export type { PadMode } from "./functional/padding.ts";
export type { Size, Size1d, Size2d, Size3d } from "./functional/sizes.ts";
export {
  AdaptiveAvgPool,
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from "./layers/adaptive_pooling.ts";
export {
  AvgPool,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  LPPool,
  LPPool1d,
  LPPool2d,
} from "./layers/average_pooling.ts";
export { MaxPool, MaxPool1d, MaxPool2d, MaxPool3d } from "./layers/pooling.ts";
export type { UnfoldOptions } from "./functional/fold.ts";
export type { InterpolateOptions, InterpolationMode } from "./functional/interpolation.ts";
export {
  ChannelShuffle,
  Fold,
  PixelShuffle,
  PixelUnshuffle,
  Unfold,
  WindowColumns,
} from "./layers/fold.ts";
export {
  BorderPad,
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  ConstantPad,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  type Padding1d,
  type Padding2d,
  type Padding3d,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  ZeroPad,
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
} from "./layers/padding.ts";
export {
  Upsample,
  UpsamplingBilinear2d,
  UpsamplingNearest2d,
  type UpsamplingOptions,
} from "./layers/upsampling.ts";
export { MaxUnpool, MaxUnpool1d, MaxUnpool2d, MaxUnpool3d } from "./layers/unpooling.ts";
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
  TransposedConvolution,
} from "./layers/transposed_convolution.ts";
export { type NamedTensors, ParameterDict, ParameterList } from "./layers/parameter_containers.ts";
export {
  IncompatibleKeys,
  type LoadOptions,
  type StateDictLike,
  type StateDictLoad,
} from "./load_state_dict.ts";
export type { RegistrationMethods } from "./methods/registration.ts";
export type { StateMethods } from "./methods/state.ts";
export type { TraversalMethods, WalkOptions } from "./methods/traversal.ts";
export { type Layer, Module, type ModuleTarget } from "./module.ts";
export { Parameter } from "./parameter.ts";
export { StateDict, type StateDictMetadata } from "./state_dict.ts";

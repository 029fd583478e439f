/**
 * Neural networks: modules, layers, initialization, and what layers compute as functions.
 *
 * @module
 */
export * as functional from "./functional/mod.ts";
export * as init from "./init.ts";

export { Buffer } from "./buffer.ts";
export { GELU, ReLU, Sigmoid, SiLU, Tanh } from "./layers/activation.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding, type EmbeddingLayerOptions } from "./layers/embedding.ts";
export { type FactoryOptions, Linear, type LinearOptions } from "./layers/linear.ts";
export { LayerNorm, type LayerNormLayerOptions } from "./layers/normalization.ts";
export { type Layer, Module, type ModuleTarget } from "./module.ts";
export { Parameter } from "./parameter.ts";

/**
 * hibana: tensors, automatic differentiation and neural networks in PyTorch's manner, for Deno and its
 * built-in WebGPU.
 *
 * @module
 */
import "./src/ops/mod.ts";

export * from "./src/errors.ts";
export { type DType } from "./src/tensor/dtype.ts";
export { Tensor } from "./src/tensor/tensor.ts";
export { tensor } from "./src/tensor/create.ts";
export * from "./src/ops/make.ts";
export { cat, stack } from "./src/ops/join.ts";
export { noGrad } from "./src/autograd/mode.ts";

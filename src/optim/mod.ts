/**
 * Optimizers: what changes parameters by their gradients.
 *
 * @module
 */
export * as lrScheduler from "./lr_scheduler/mod.ts";

export {
  Optimizer,
  type OptimizerState,
  type ParamGroup,
  type ParamGroupLike,
  type ParamsLike,
  type ParamState,
} from "./optimizer.ts";
export { SGD, type SGDOptions } from "./sgd.ts";

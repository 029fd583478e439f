/**
 * Learning-rate schedulers: what changes an optimizer's learning rates between its steps.
 *
 * @module
 */
export { ChainedScheduler, SequentialLR } from "./composite.ts";
export {
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from "./cosine.ts";
export { CyclicLR, type CyclicLROptions } from "./cyclic.ts";
export {
  ConstantLR,
  type ConstantLROptions,
  LinearLR,
  type LinearLROptions,
  PolynomialLR,
  type PolynomialLROptions,
} from "./factors.ts";
export { LambdaLR, type LambdaScheduler, type LRLambda, MultiplicativeLR } from "./lambda.ts";
export { type AnnealStrategy, OneCycleLR, type OneCycleLROptions } from "./one_cycle.ts";
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  type ReduceLROnPlateauState,
} from "./plateau.ts";
export {
  LRScheduler,
  type LRSchedulerState,
  type ScheduledGroup,
  type ScheduledOptions,
  type ScheduledStep,
} from "./scheduler.ts";
export { ExponentialLR, MultiStepLR, StepLR, type StepLROptions } from "./steps.ts";

/**
 * Learning-rate schedulers: what changes an optimizer's learning rates between its steps.
 *
 * @module
 */
export { type AnnealStrategy, OneCycleLR, type OneCycleLROptions } from "./one_cycle.ts";
export {
  LRScheduler,
  type LRSchedulerState,
  type ScheduledGroup,
  type ScheduledOptions,
  type ScheduledStep,
} from "./scheduler.ts";

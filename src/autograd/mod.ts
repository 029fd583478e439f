/**
 * Gradients of functions, without touching the `grad` of leaves; functions with a backward of one's own.
 *
 * @module
 */
export { backward, type BackwardOptions, grad } from "./engine.ts";
export {
  AutogradFunction as Function,
  type FunctionClass,
  FunctionContext,
  type Gradients,
} from "./function.ts";
export { type Checked, gradcheck, type GradcheckOptions } from "./gradcheck.ts";

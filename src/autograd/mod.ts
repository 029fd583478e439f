/**
 * Gradients of functions, without touching the `grad` of leaves.
 *
 * @module
 */
export { backward, type BackwardOptions, grad } from "./engine.ts";

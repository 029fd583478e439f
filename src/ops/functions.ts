/**
 * Operations as functions, where PyTorch has both a function and a method, or only a function.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise } from "./pointwise.ts";
import type { Operand } from "./row.ts";

/**
 * The elements of one tensor where a condition holds, else those of another.
 *
 * @param condition bool; shapes broadcast
 * @param a a tensor or a number
 * @param b a tensor or a number
 *
 * @example
 * ```ts
 * import { tensor, where } from "@hibana/hibana";
 *
 * console.log(where(tensor([true, false]), 1, tensor([5, 6])).toArray()); // [1, 6]
 * ```
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return pointwise("where", condition, a, b);
}

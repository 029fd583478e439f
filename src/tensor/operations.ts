/**
 * The table through which the Tensor class calls operations that stand on it. The operations fill it
 * when they load; the class only knows its type.
 *
 * @module
 */
import type { Operations } from "../ops/mod.ts";

/** Every operation that a tensor method calls. Empty until `src/ops/mod.ts` has loaded. */
export const ops: Operations = {} as Operations;

/** Fills the table. */
export function bindOperations(operations: Operations): void {
  Object.assign(ops, operations);
}

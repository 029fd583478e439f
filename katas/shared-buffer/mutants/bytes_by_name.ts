import type { Module as Base } from "../../module-to/solution.ts";
export { Module } from "../solution.ts";

/**
 * You counted a mask once for each block that has registered it, but it is one tensor, in memory once. Count
 * what is there, not the names that lead to it.
 */
export function bufferBytes(model: Base): number {
  return model.namedModules().reduce((sum, [, module]) => {
    (module as Base)._eachBuffer((_, { storage, itemsize }) => sum += storage.length * itemsize);
    return sum;
  }, 0);
}

import { type Tensor, tensor } from "@hibana/hibana";
import type { Module } from "../../load-strict/solution.ts";

export { mapLocation, resume } from "../solution.ts";

/**
 * You made new tensors of the numbers, and a tensor of numbers is float32 unless it is told. A counter was
 * int32, and should be in the file as well.
 */
export function portable(module: Module): Map<string, Tensor> {
  return new Map(
    [...module.stateDict()].map(([key, x]) => [key, tensor(x.toArray(), { dtype: "float32" })]),
  );
}

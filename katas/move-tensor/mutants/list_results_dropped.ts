import type { DeviceLike, Tensor } from "@hibana/hibana";

export { type Batch, moveBatch, moveTensor } from "../solution.ts";

/**
 * You moved each tensor in a loop, but kept none of the results: the list that you return holds the old
 * tensors. forEach drops what its function returns, map collects it.
 */
export function moveList(tensors: Tensor[], device: DeviceLike): Tensor[] {
  tensors.forEach((x) => x.to(device));
  return [...tensors];
}

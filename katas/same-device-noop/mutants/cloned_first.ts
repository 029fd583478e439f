import type { DeviceLike, Tensor } from "@hibana/hibana";
import type { Moved } from "../solution.ts";

export { type Moved, ownCopy } from "../solution.ts";

/**
 * You cloned every tensor before moving it. That copies even those that are there already, and copies the
 * others twice: to() alone makes a copy where one is needed.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  const moved = tensors.map((x) => x.clone().to(device));
  return { tensors: moved, copies: tensors.filter((x) => x.to(device) !== x).length };
}

import type { DeviceLike, Tensor } from "@hibana/hibana";
import type { Moved } from "../solution.ts";

export { type Moved, ownCopy } from "../solution.ts";

/**
 * You asked to() for a copy of each tensor, and counted as many as there are. A tensor that is there
 * already needs none: leave `copy: true` out, and compare what you get with what you had.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  const moved = tensors.map((x) => x.to({ device, copy: true }));
  return { tensors: moved, copies: moved.length };
}

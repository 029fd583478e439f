import type { DeviceLike, Tensor } from "@hibana/hibana";
import type { Moved } from "../solution.ts";

export { type Moved, ownCopy } from "../solution.ts";

/**
 * You compared the names of devices. `sim` and `sim:0` are one device under two names, so you count copies
 * that were never made: compare tensors instead, the one that to() returned with the one before.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  return {
    tensors: tensors.map((x) => x.to(device)),
    copies: tensors.filter((x) => String(x.device) !== String(device)).length,
  };
}

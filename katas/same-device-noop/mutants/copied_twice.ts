import type { DeviceLike, Tensor } from "@hibana/hibana";

export { moveAll, type Moved } from "../solution.ts";

/**
 * You moved and cloned. Where x has to move, the move makes a copy already, and the clone a second one that
 * nobody needs: to() has an option for this.
 */
export function ownCopy(x: Tensor, device: DeviceLike): Tensor {
  return x.to(device).clone();
}

import type { DeviceLike, Tensor } from "@hibana/hibana";

export { moveAll, type Moved } from "../solution.ts";

/**
 * You trusted that to() copies. Where x is on the device already, it returns x itself, and whoever changes
 * your copy changes x.
 */
export function ownCopy(x: Tensor, device: DeviceLike): Tensor {
  return x.to(device);
}

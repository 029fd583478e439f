import type { DeviceLike, Tensor } from "@hibana/hibana";

export { type Batch, moveBatch, moveList } from "../solution.ts";

/**
 * You called to() and dropped what it returned. The tensor that you return is the old one, which stayed
 * where it was: return the new one.
 */
export function moveTensor(x: Tensor, device: DeviceLike): Tensor {
  x.to(device);
  return x;
}
